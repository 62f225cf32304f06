// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <condition_variable>
#include <deque>
#include <functional>
#include <list>
#include <mutex>

#include "app/scheduler.h"

namespace kmsmirror::tests {

// The main thread of a test: functions posted from sink threads run in run_until(), and time passes only by advance().
class TestScheduler final : public app::Scheduler {
public:
    void post(std::function<void()> function) override;
    [[nodiscard]] std::unique_ptr<app::Alarm> make_alarm() override;
    [[nodiscard]] std::chrono::steady_clock::time_point now() const override { return now_; }

    // Runs what is posted until `condition` holds ; false at the deadline.
    bool run_until(const std::function<bool()>& condition);
    // Moves the clock and runs the alarms that are due.
    void advance(std::chrono::steady_clock::duration time);

private:
    class TestAlarm;
    void run_one(std::chrono::steady_clock::time_point deadline);

    std::mutex mutex_;
    std::condition_variable posted_;
    std::deque<std::function<void()>> queue_;
    std::list<TestAlarm*> alarms_;
    std::chrono::steady_clock::time_point now_{std::chrono::hours(1)};
};

}  // namespace kmsmirror::tests
