// SPDX-License-Identifier: MIT
#include "loop/timer.h"

#include <sys/timerfd.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdint>
#include <system_error>
#include <utility>

#include "base/unique_fd.h"
#include "loop/fd_watch.h"

namespace kmsmirror::loop {

namespace {

UniqueFd create_timer_fd() {
    UniqueFd fd(timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK | TFD_CLOEXEC));
    if (!fd)
        throw std::system_error(errno, std::generic_category(), "timerfd_create");
    return fd;
}

// Also takes back an expiry that was not read yet. `when` 0 stops the timer.
void set_timer(const UniqueFd& fd, std::chrono::nanoseconds when) noexcept {
    const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(when);
    itimerspec setting{};
    setting.it_value.tv_sec = static_cast<time_t>(seconds.count());
    setting.it_value.tv_nsec = static_cast<long>((when - seconds).count());
    timerfd_settime(fd.get(), TFD_TIMER_ABSTIME, &setting, nullptr);
}

}  // namespace

// A timerfd each, not Asio's timers: those share one that, once used, wakes the process every five minutes for ever,
// and wakes it for timers that were cancelled.
struct Timer::State : std::enable_shared_from_this<State> {
    explicit State(EventLoop& its_loop)
        : loop(its_loop), fd(create_timer_fd()), watch(its_loop, fd.get(), [this] { expire(); }) {}

    void expire() {
        const auto keep_alive = shared_from_this();
        std::uint64_t count = 0;
        if (::read(fd.get(), &count, sizeof(count)) != sizeof(count))
            return;  // was cancelled or started again meanwhile
        const auto callback = std::exchange(function, nullptr);
        loop.call("a timer", callback);
    }

    EventLoop& loop;
    UniqueFd fd;
    std::function<void()> function;
    FdWatch watch;
};

Timer::Timer(EventLoop& loop) : state_(std::make_shared<State>(loop)) {}

Timer::~Timer() {
    cancel();
}

void Timer::start_after(std::chrono::steady_clock::duration delay, std::function<void()> function) {
    start_at(std::chrono::steady_clock::now() + delay, std::move(function));
}

void Timer::start_at(std::chrono::steady_clock::time_point when, std::function<void()> function) {
    state_->function = std::move(function);
    // std::chrono::steady_clock is CLOCK_MONOTONIC
    set_timer(state_->fd, std::max<std::chrono::nanoseconds>(when.time_since_epoch(), std::chrono::nanoseconds(1)));
}

void Timer::cancel() noexcept {
    if (!std::exchange(state_->function, nullptr))
        return;
    set_timer(state_->fd, std::chrono::nanoseconds(0));
}

}  // namespace kmsmirror::loop
