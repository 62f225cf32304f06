// SPDX-License-Identifier: MIT
#include "loop/event_loop.h"

#include <gmock/gmock.h>
#include <sys/resource.h>

#include <algorithm>
#include <chrono>
#include <new>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "loop/timer.h"

namespace kmsmirror::loop {
namespace {

using testing::ElementsAre;

long sleeps_of_this_thread() {
    rusage usage{};
    getrusage(RUSAGE_THREAD, &usage);
    return usage.ru_nvcsw;
}

TEST(EventLoop, RunsWhatIsPostedInOrderAndInLaterTurns) {
    EventLoop loop;
    std::vector<int> order;
    loop.post([&] {
        loop.post([&] {
            order.push_back(3);
            loop.stop();
        });
        order.push_back(1);
    });
    loop.post([&] { order.push_back(2); });
    loop.run();
    EXPECT_THAT(order, ElementsAre(1, 2, 3));
}

TEST(EventLoop, WakesForAPostFromAnotherThread) {
    EventLoop loop;
    std::thread::id runner;
    std::thread poster([&] {
        loop.post([&] {
            runner = std::this_thread::get_id();
            loop.stop();
        });
    });
    loop.run();
    poster.join();
    EXPECT_EQ(runner, std::this_thread::get_id());
}

TEST(EventLoop, KeepsAStopThatComesBeforeRun) {
    EventLoop loop;
    bool was_run = false;
    loop.stop();
    loop.post([&] {
        was_run = true;
        loop.stop();
    });
    loop.run();
    EXPECT_FALSE(was_run);
    loop.run();
    EXPECT_TRUE(was_run);
}

TEST(EventLoop, GoesOnAfterAPostedFunctionThatThrowsAndSaysWhy) {
    EventLoop loop;
    bool is_last_run = false;
    loop.post([] { throw std::runtime_error("no thread can be had"); });
    loop.post([] { throw std::bad_alloc(); });
    loop.post([] { throw 5; });
    loop.post([&] {
        is_last_run = true;
        loop.stop();
    });
    testing::internal::CaptureStderr();
    loop.run();
    EXPECT_TRUE(is_last_run);
    EXPECT_EQ(testing::internal::GetCapturedStderr(),
              "error: event loop: a posted function failed, the daemon goes on: no thread can be had\n"
              "error: event loop: a posted function failed, the daemon goes on: std::bad_alloc\n"
              "error: event loop: a posted function failed, the daemon goes on: what it threw is no std::exception\n");
}

TEST(EventLoop, LogsFewOfManyFailures) {
    EventLoop loop;
    for (int i = 0; i < 1000; ++i)
        loop.post([] { throw std::runtime_error("x"); });
    loop.post([&] { loop.stop(); });
    testing::internal::CaptureStderr();
    loop.run();
    const std::string log = testing::internal::GetCapturedStderr();
    EXPECT_EQ(std::count(log.begin(), log.end(), '\n'), 10);
}

TEST(EventLoop, CutsTheLongReasonOfAFailure) {
    EventLoop loop;
    loop.post([] { throw std::runtime_error(std::string(5000, 'x')); });
    loop.post([&] { loop.stop(); });
    testing::internal::CaptureStderr();
    loop.run();
    EXPECT_THAT(testing::internal::GetCapturedStderr(), testing::SizeIs(testing::Lt(600)));
}

TEST(EventLoop, SleepsWithoutWork) {
    EventLoop loop;
    Timer timer(loop);
    timer.start_after(std::chrono::milliseconds(300), [&] { loop.stop(); });
    const long before = sleeps_of_this_thread();
    loop.run();
    EXPECT_LE(sleeps_of_this_thread() - before, 1);
}

}  // namespace
}  // namespace kmsmirror::loop
