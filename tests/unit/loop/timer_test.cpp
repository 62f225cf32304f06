// SPDX-License-Identifier: MIT
#include "loop/timer.h"

#include <gtest/gtest.h>

#include <optional>
#include <stdexcept>

namespace kmsmirror::loop {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

TEST(Timer, CallsBackOnceAfterItsTime) {
    EventLoop loop;
    Timer timer(loop);
    Timer end(loop);
    int calls = 0;
    const auto begin = steady_clock::now();
    timer.start_after(milliseconds(20), [&] {
        ++calls;
        EXPECT_GE(steady_clock::now() - begin, milliseconds(20));
        end.start_after(milliseconds(30), [&] { loop.stop(); });
    });
    loop.run();
    EXPECT_EQ(calls, 1);
}

TEST(Timer, IsStartedAgainInItsCallback) {
    EventLoop loop;
    Timer timer(loop);
    int calls = 0;
    std::function<void()> tick = [&] {
        if (++calls == 3)
            loop.stop();
        else
            timer.start_after(milliseconds(0), tick);
    };
    timer.start_after(milliseconds(-1), tick);
    loop.run();
    EXPECT_EQ(calls, 3);
}

TEST(Timer, CallsOnlyTheLastOfSeveralStarts) {
    EventLoop loop;
    Timer timer(loop);
    timer.start_after(milliseconds(0), [] { ADD_FAILURE() << "was replaced"; });
    timer.start_after(milliseconds(5), [&] { loop.stop(); });
    loop.run();
}

TEST(Timer, DoesNotCallAfterCancelEvenIfItsTimeHadCome) {
    EventLoop loop;
    Timer first(loop);
    Timer second(loop);
    const auto when = steady_clock::now();
    // Both are due in the same turn: whichever runs first cancels the other.
    int calls = 0;
    first.start_at(when, [&] {
        ++calls;
        second.cancel();
    });
    second.start_at(when, [&] {
        ++calls;
        first.cancel();
    });
    Timer end(loop);
    end.start_after(milliseconds(20), [&] { loop.stop(); });
    loop.run();
    EXPECT_EQ(calls, 1);
}

TEST(Timer, MayBeDestroyedInItsCallback) {
    EventLoop loop;
    std::optional<Timer> timer;
    timer.emplace(loop);
    int calls = 0;
    timer->start_after(milliseconds(0), [&] {
        timer.reset();
        ++calls;
        loop.stop();
    });
    loop.run();
    EXPECT_EQ(calls, 1);
}

TEST(Timer, IsStartedAgainByACallbackThatThrows) {
    EventLoop loop;
    Timer timer(loop);
    timer.start_after(milliseconds(0), [&] {
        timer.start_after(milliseconds(0), [&] { loop.stop(); });
        throw std::runtime_error("x");
    });
    testing::internal::CaptureStderr();
    loop.run();
    EXPECT_EQ(testing::internal::GetCapturedStderr(), "error: event loop: a timer failed, the daemon goes on: x\n");
}

TEST(Timer, MayEndBeforeItsTime) {
    EventLoop loop;
    {
        Timer timer(loop);
        timer.start_after(milliseconds(5), [] { ADD_FAILURE() << "has no owner"; });
    }
    Timer end(loop);
    end.start_after(milliseconds(20), [&] { loop.stop(); });
    loop.run();
}

}  // namespace
}  // namespace kmsmirror::loop
