// SPDX-License-Identifier: MIT
#pragma once

#include "app/scheduler.h"
#include "loop/event_loop.h"

namespace kmsmirror::app {

// The Scheduler of the daemon: its event loop.
class LoopScheduler final : public Scheduler {
public:
    // `loop` outlives the scheduler and its alarms.
    explicit LoopScheduler(loop::EventLoop& loop) noexcept : loop_(loop) {}

    void post(std::function<void()> function) override { loop_.post(std::move(function)); }
    [[nodiscard]] std::unique_ptr<Alarm> make_alarm() override;
    [[nodiscard]] std::chrono::steady_clock::time_point now() const override {
        return std::chrono::steady_clock::now();
    }

private:
    loop::EventLoop& loop_;
};

}  // namespace kmsmirror::app
