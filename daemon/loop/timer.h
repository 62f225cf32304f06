// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <functional>
#include <memory>

#include "loop/event_loop.h"

namespace kmsmirror::loop {

// Calls back once, after a time on the steady clock. Owns a timerfd; a timer that is not started wakes nobody.
// May be destroyed, cancelled and started again at any time, also inside its own callback.
class Timer {
public:
    // Throws std::system_error when no timer can be had.
    explicit Timer(EventLoop& loop);
    ~Timer();
    Timer(const Timer&) = delete;
    Timer& operator=(const Timer&) = delete;

    // Replaces what was started before. A `delay` of 0 or less calls back in the next turn of the loop.
    void start_after(std::chrono::steady_clock::duration delay, std::function<void()> function);
    void start_at(std::chrono::steady_clock::time_point when, std::function<void()> function);

    // After this no callback comes until the next start.
    void cancel() noexcept;

private:
    struct State;
    std::shared_ptr<State> state_;
};

}  // namespace kmsmirror::loop
