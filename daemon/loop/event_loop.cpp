// SPDX-License-Identifier: MIT
#include "loop/event_loop.h"

#include <fmt/format.h>

#include <array>
#include <boost/asio/executor_work_guard.hpp>
#include <optional>
#include <utility>

#include "base/log.h"
#include "loop/asio.h"
#include "loop/timer.h"

namespace kmsmirror::loop {
namespace {

using std::chrono::steady_clock;

// How many failures are logged in that time.
constexpr int most_logged = 10;
constexpr std::chrono::seconds logging_time(10);

// Logs without any memory: there may be none.
template <class... Args>
void log_error(fmt::format_string<Args...> format, Args&&... args) noexcept {
    std::array<char, 512> room{};
    try {
        const auto end = fmt::format_to_n(room.data(), room.size(), format, std::forward<Args>(args)...).out;
        log::write(log::Level::error, {room.data(), static_cast<std::size_t>(end - room.data())});
    } catch (const std::exception& error) {
        log::write(log::Level::error, error.what());
    }
}

}  // namespace

// The hint "one thread runs it" keeps what is posted from inside a handler away from the epoll descriptor.
struct EventLoop::State {
    boost::asio::io_context context{1};
    boost::asio::executor_work_guard<boost::asio::io_context::executor_type> work{context.get_executor()};
    Resting::Place resting;
    std::optional<Timer> waking;
    std::optional<steady_clock::time_point> logging_since;
    int failures = 0;  // since then
};

EventLoop::EventLoop() : state_(std::make_unique<State>()) {
    // Beforehand, because want of descriptors may be the failure.
    state_->waking.emplace(*this);
}

EventLoop::~EventLoop() = default;

void EventLoop::run() {
    state_->context.run();
    // Not before: a stop() that comes before its thread gets here must not be forgotten.
    state_->context.restart();
}

void EventLoop::stop() noexcept {
    state_->context.stop();
}

void EventLoop::post(std::function<void()> function) {
    boost::asio::post(state_->context, [this, function = std::move(function)] { call("a posted function", function); });
}

boost::asio::io_context& EventLoop::context() noexcept {
    return state_->context;
}

void EventLoop::note_failure(std::string_view what, std::string_view why) noexcept {
    const auto now = steady_clock::now();
    if (!state_->logging_since || now - *state_->logging_since >= logging_time) {
        if (state_->failures > most_logged)
            log_error("event loop: {} failures more were not logged", state_->failures - most_logged);
        state_->logging_since = now;
        state_->failures = 0;
    }
    if (++state_->failures <= most_logged)
        log_error("event loop: {} failed, the daemon goes on: {}", what, why);
}

void EventLoop::rest(Resting::Place place) noexcept {
    const bool is_first = state_->resting.empty();
    state_->resting.splice(state_->resting.end(), place);
    if (is_first)
        state_->waking->start_after(failure_pause, [this] { wake_all(); });
}

void EventLoop::wake_all() {
    Resting::Place due = std::exchange(state_->resting, {});
    while (!due.empty()) {
        Resting::Place place;
        place.splice(place.end(), due, due.begin());
        if (const auto resting = place.front().lock())
            resting->wake(std::move(place));
    }
}

}  // namespace kmsmirror::loop
