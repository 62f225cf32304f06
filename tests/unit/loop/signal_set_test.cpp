// SPDX-License-Identifier: MIT
#include "loop/signal_set.h"

#include <gmock/gmock.h>

#include <csignal>
#include <optional>
#include <stdexcept>
#include <system_error>
#include <vector>

namespace kmsmirror::loop {
namespace {

using testing::ElementsAre;

TEST(SignalSet, CallsForEachSignal) {
    EventLoop loop;
    std::vector<int> seen;
    SignalSet signals(loop, {SIGUSR1, SIGUSR2}, [&](int number) {
        seen.push_back(number);
        if (number == SIGUSR2)
            loop.stop();
        else
            std::raise(seen.size() == 1 ? SIGUSR1 : SIGUSR2);
    });
    std::raise(SIGUSR1);
    loop.run();
    EXPECT_THAT(seen, ElementsAre(SIGUSR1, SIGUSR1, SIGUSR2));
}

TEST(SignalSet, MayBeDestroyedInItsCallbackAndGivesTheSignalBack) {
    EventLoop loop;
    std::optional<SignalSet> signals;
    signals.emplace(loop, std::initializer_list<int>{SIGUSR1}, [&](int) {
        signals.reset();
        loop.stop();
    });
    std::raise(SIGUSR1);
    loop.run();
    struct sigaction action {};
    ASSERT_EQ(sigaction(SIGUSR1, nullptr, &action), 0);
    EXPECT_EQ(action.sa_handler, SIG_DFL);
}

TEST(SignalSet, CallsAgainAfterAFailure) {
    EventLoop loop;
    int calls = 0;
    SignalSet signals(loop, {SIGUSR1}, [&](int) {
        if (++calls == 2)
            loop.stop();
        else
            std::raise(SIGUSR1);
        throw std::runtime_error("x");
    });
    std::raise(SIGUSR1);
    testing::internal::CaptureStderr();
    loop.run();
    EXPECT_EQ(testing::internal::GetCapturedStderr(),
              "error: event loop: a signal handler failed, the daemon goes on: x\n"
              "error: event loop: a signal handler failed, the daemon goes on: x\n");
    EXPECT_EQ(calls, 2);
}

TEST(SignalSet, RefusesWhatIsNoSignal) {
    EventLoop loop;
    EXPECT_THROW(SignalSet(loop, {4711}, [](int) {}), std::system_error);
}

}  // namespace
}  // namespace kmsmirror::loop
