// SPDX-License-Identifier: MIT
#include "loop/event_loop.h"

#include <gmock/gmock.h>
#include <sys/resource.h>

#include <chrono>
#include <stdexcept>
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

TEST(EventLoop, LetsAnExceptionOutAndRunsAgain) {
    EventLoop loop;
    loop.post([] { throw std::runtime_error("x"); });
    EXPECT_THROW(loop.run(), std::runtime_error);
    loop.post([&] { loop.stop(); });
    loop.run();
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
