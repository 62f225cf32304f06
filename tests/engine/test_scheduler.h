// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <condition_variable>
#include <deque>
#include <functional>
#include <list>
#include <mutex>

#include "base/scheduler.h"

namespace kmsmirror::tests {

// The main thread of a test: functions posted from sink threads, and watches of descriptors, run in run_until(); time
// passes only by advance().
class TestScheduler final : public Scheduler {
public:
    void post(std::function<void()> function) override;
    [[nodiscard]] std::unique_ptr<Alarm> make_alarm() override;
    [[nodiscard]] std::unique_ptr<Watch> watch(int fd, std::function<void()> on_readable) override;
    [[nodiscard]] std::chrono::steady_clock::time_point now() const override { return now_; }

    // Runs what is posted until `condition` holds ; false at the deadline.
    bool run_until(const std::function<bool()>& condition);
    // Moves the clock and runs the alarms that are due.
    void advance(std::chrono::steady_clock::duration time);
    // How many alarms are set.
    [[nodiscard]] std::ptrdiff_t waiting_alarms() const;

private:
    class TestAlarm;
    class TestWatch;
    void run_watches();
    void run_one(std::chrono::steady_clock::time_point deadline);

    std::mutex mutex_;
    std::condition_variable posted_;
    std::deque<std::function<void()>> queue_;
    std::list<TestAlarm*> alarms_;
    std::list<TestWatch*> watches_;
    std::chrono::steady_clock::time_point now_{std::chrono::hours(1)};
};

}  // namespace kmsmirror::tests
