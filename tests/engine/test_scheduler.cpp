// SPDX-License-Identifier: MIT
#include "engine/test_scheduler.h"

#include <poll.h>

#include <algorithm>
#include <optional>
#include <utility>

namespace kmsmirror::tests {

using Clock = std::chrono::steady_clock;

class TestScheduler::TestAlarm final : public Alarm {
public:
    explicit TestAlarm(TestScheduler& scheduler) : scheduler_(scheduler) { scheduler_.alarms_.push_back(this); }
    ~TestAlarm() override { scheduler_.alarms_.remove(this); }
    TestAlarm(const TestAlarm&) = delete;
    TestAlarm& operator=(const TestAlarm&) = delete;

    void set(Clock::time_point when, std::function<void()> function) override {
        when_ = when;
        function_ = std::move(function);
    }
    void cancel() override { when_.reset(); }
    [[nodiscard]] bool is_set() const noexcept { return when_.has_value(); }

    bool ring(Clock::time_point now) {
        if (!when_ || *when_ > now)
            return false;
        when_.reset();
        const auto function = function_;
        function();
        return true;
    }

private:
    TestScheduler& scheduler_;
    std::optional<Clock::time_point> when_;
    std::function<void()> function_;
};

class TestScheduler::TestWatch final : public Watch {
public:
    TestWatch(TestScheduler& scheduler, int fd, std::function<void()> on_readable)
        : scheduler_(scheduler), fd_(fd), on_readable_(std::move(on_readable)) {
        scheduler_.watches_.push_back(this);
    }
    ~TestWatch() override { scheduler_.watches_.remove(this); }
    TestWatch(const TestWatch&) = delete;
    TestWatch& operator=(const TestWatch&) = delete;

    // Calls back if there is something to read; it may be gone after that.
    bool look() {
        pollfd waiting{fd_, POLLIN, 0};
        if (::poll(&waiting, 1, 0) <= 0)
            return false;
        const auto on_readable = on_readable_;
        on_readable();
        return true;
    }

private:
    TestScheduler& scheduler_;
    const int fd_;
    std::function<void()> on_readable_;
};

void TestScheduler::post(std::function<void()> function) {
    {
        const std::lock_guard lock(mutex_);
        queue_.push_back(std::move(function));
    }
    posted_.notify_one();
}

std::unique_ptr<Alarm> TestScheduler::make_alarm() {
    return std::make_unique<TestAlarm>(*this);
}

std::unique_ptr<Watch> TestScheduler::watch(int fd, std::function<void()> on_readable) {
    return std::make_unique<TestWatch>(*this, fd, std::move(on_readable));
}

void TestScheduler::run_watches() {
    while (std::any_of(watches_.begin(), watches_.end(), [](TestWatch* watch) { return watch->look(); })) {
    }
}

void TestScheduler::run_one(Clock::time_point deadline) {
    std::function<void()> function;
    {
        std::unique_lock lock(mutex_);
        if (!posted_.wait_until(lock, deadline, [this] { return !queue_.empty(); }))
            return;
        function = std::move(queue_.front());
        queue_.pop_front();
    }
    function();
}

bool TestScheduler::run_until(const std::function<bool()>& condition) {
    const auto deadline = Clock::now() + std::chrono::seconds(20);
    while (true) {
        run_watches();
        if (condition())
            return true;
        if (Clock::now() > deadline)
            return false;
        // What another thread does without posting is looked for now and then.
        run_one(Clock::now() + std::chrono::milliseconds(2));
    }
}

std::ptrdiff_t TestScheduler::waiting_alarms() const {
    return std::count_if(alarms_.begin(), alarms_.end(), [](const TestAlarm* alarm) { return alarm->is_set(); });
}

void TestScheduler::advance(Clock::duration time) {
    now_ += time;
    bool rang = true;
    while (rang)
        rang = std::any_of(alarms_.begin(), alarms_.end(), [this](TestAlarm* alarm) { return alarm->ring(now_); });
}

}  // namespace kmsmirror::tests
