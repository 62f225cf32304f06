// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <functional>
#include <map>
#include <memory>

#include "base/scheduler.h"
#include "loop/event_loop.h"
#include "loop/timer.h"

namespace kmsmirror::app {

// The Scheduler of the daemon: its event loop, and one timer for all alarms, so that an alarm needs no descriptor and
// one that is not the next to ring no system call.
class LoopScheduler final : public Scheduler {
public:
    // Throws std::system_error. `loop` outlives the scheduler, which outlives what it makes.
    explicit LoopScheduler(loop::EventLoop& loop) : loop_(loop), timer_(loop) {}

    void post(std::function<void()> function) override { loop_.post(std::move(function)); }
    [[nodiscard]] std::unique_ptr<Alarm> make_alarm() override;
    [[nodiscard]] std::unique_ptr<Watch> watch(int fd, std::function<void()> on_readable) override;
    [[nodiscard]] std::chrono::steady_clock::time_point now() const override {
        return std::chrono::steady_clock::now();
    }

private:
    class LoopAlarm;
    using Alarms = std::multimap<std::chrono::steady_clock::time_point, std::function<void()>>;

    // After alarms_ has changed.
    void set_timer();
    void ring();

    loop::EventLoop& loop_;
    Alarms alarms_;  // that are set
    std::chrono::steady_clock::time_point timer_set_ = std::chrono::steady_clock::time_point::max();
    loop::Timer timer_;
};

}  // namespace kmsmirror::app
