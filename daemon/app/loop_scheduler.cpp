// SPDX-License-Identifier: MIT
#include "app/loop_scheduler.h"

#include <utility>

#include "loop/timer.h"

namespace kmsmirror::app {
namespace {

class LoopAlarm final : public Alarm {
public:
    explicit LoopAlarm(loop::EventLoop& loop) : timer_(loop) {}
    void set(std::chrono::steady_clock::time_point when, std::function<void()> function) override {
        timer_.start_at(when, std::move(function));
    }
    void cancel() override { timer_.cancel(); }

private:
    loop::Timer timer_;
};

}  // namespace

std::unique_ptr<Alarm> LoopScheduler::make_alarm() {
    return std::make_unique<LoopAlarm>(loop_);
}

}  // namespace kmsmirror::app
