// SPDX-License-Identifier: MIT
#include "app/loop_scheduler.h"

#include <optional>
#include <utility>

#include "loop/fd_watch.h"

namespace kmsmirror::app {
namespace {

class LoopWatch final : public Watch {
public:
    LoopWatch(loop::EventLoop& loop, int fd, std::function<void()> on_readable)
        : watch_(loop, fd, std::move(on_readable)) {}

private:
    loop::FdWatch watch_;
};

}  // namespace

class LoopScheduler::LoopAlarm final : public Alarm {
public:
    explicit LoopAlarm(LoopScheduler& scheduler) : scheduler_(scheduler) {}
    ~LoopAlarm() override { LoopAlarm::cancel(); }
    LoopAlarm(const LoopAlarm&) = delete;
    LoopAlarm& operator=(const LoopAlarm&) = delete;

    void set(std::chrono::steady_clock::time_point when, std::function<void()> function) override {
        forget();
        // It is not in the list any more when it rings, and may be destroyed by what it calls.
        place_ = scheduler_.alarms_.emplace(when, [this, function = std::move(function)] {
            const std::function<void()> ring = function;
            place_.reset();
            ring();
        });
        scheduler_.set_timer();
    }
    void cancel() override {
        if (!place_)
            return;
        forget();
        scheduler_.set_timer();
    }

private:
    void forget() {
        if (const auto place = std::exchange(place_, std::nullopt))
            scheduler_.alarms_.erase(*place);
    }

    LoopScheduler& scheduler_;
    std::optional<Alarms::iterator> place_;
};

std::unique_ptr<Alarm> LoopScheduler::make_alarm() {
    return std::make_unique<LoopAlarm>(*this);
}

std::unique_ptr<Watch> LoopScheduler::watch(int fd, std::function<void()> on_readable) {
    return std::make_unique<LoopWatch>(loop_, fd, std::move(on_readable));
}

void LoopScheduler::set_timer() {
    const auto next = alarms_.empty() ? std::chrono::steady_clock::time_point::max() : alarms_.begin()->first;
    if (std::exchange(timer_set_, next) == next)
        return;
    if (alarms_.empty())
        timer_.cancel();
    else
        timer_.start_at(next, [this] { ring(); });
}

void LoopScheduler::ring() {
    timer_set_ = std::chrono::steady_clock::time_point::max();
    // One for each turn of the loop: what it throws keeps no other from ringing.
    if (!alarms_.empty() && alarms_.begin()->first <= now()) {
        const auto due = alarms_.extract(alarms_.begin());
        set_timer();
        due.mapped()();
        return;
    }
    set_timer();
}

}  // namespace kmsmirror::app
