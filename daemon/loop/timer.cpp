// SPDX-License-Identifier: MIT
#include "loop/timer.h"

#include <cstdint>
#include <utility>

#include "loop/asio.h"

namespace kmsmirror::loop {

// `generation` tells a wait that had already ended, but whose handler had not run yet, from the one that replaced it.
struct Timer::State : std::enable_shared_from_this<State> {
    explicit State(EventLoop& loop) : timer(loop.context()) {}

    boost::asio::steady_timer timer;
    std::function<void()> function;
    std::uint64_t generation = 0;
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
    state_->timer.expires_at(when);
    state_->timer.async_wait(
        [weak = std::weak_ptr(state_), generation = ++state_->generation](boost::system::error_code error) {
            const auto self = weak.lock();
            if (error || !self || self->generation != generation)
                return;
            const auto callback = std::exchange(self->function, nullptr);
            callback();
        });
}

void Timer::cancel() noexcept {
    ++state_->generation;
    state_->function = nullptr;
    boost::system::error_code ignored;
    state_->timer.cancel(ignored);
}

}  // namespace kmsmirror::loop
