// SPDX-License-Identifier: MIT
#include "bus/bus_pump.h"

#include <poll.h>

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

#include "base/log.h"

namespace kmsmirror::bus {

namespace {

// Messages handled in one turn of the loop, so that a client that sends without end does not hold up frames.
constexpr int messages_per_turn = 64;

// What sd-bus says of a connection that is no more. Other errors are of one message, which is gone then: sd-bus fails
// so to answer GetMachineId on a board that has no /etc/machine-id.
bool is_end(const sdbus::Error& error) {
    constexpr std::array<std::string_view, 3> names{"org.freedesktop.DBus.Error.Disconnected",
                                                    "org.freedesktop.DBus.Error.InconsistentMessage",
                                                    "System.Error.ENOTCONN"};
    return std::ranges::find(names, std::string_view(error.getName())) != names.end();
}

}  // namespace

BusPump::BusPump(loop::EventLoop& loop, sdbus::IConnection& connection, std::function<void()> on_lost)
    : loop_(loop), connection_(connection), on_lost_(std::move(on_lost)), timer_(loop) {
    const auto data = compat::poll_data(connection_);
    watch_.emplace(loop_, data.fd, [this] { step(); });
    if (data.event_fd >= 0)
        event_watch_.emplace(loop_, data.event_fd, [this] { step(); });
    kick();
}

void BusPump::kick() {
    if (std::exchange(is_kicked_, true))
        return;
    loop_.post([this, alive = std::weak_ptr(alive_)] {
        if (alive.expired())
            return;
        is_kicked_ = false;
        step();
    });
}

void BusPump::step() {
    if (is_lost_)
        return;
    try {
        process();
    } catch (const std::exception& error) {
        lose(error.what());
    }
}

void BusPump::process() {
    for (int i = 0; i < messages_per_turn; ++i) {
        if (!process_message()) {
            wait();
            return;
        }
    }
    kick();
}

bool BusPump::process_message() {
    try {
        return compat::process(connection_);
    } catch (const sdbus::Error& error) {
        if (is_end(error))
            throw;
        log::warning("a message from the bus is left unanswered: {}", error.what());
        return true;
    }
}

void BusPump::wait() {
    const auto data = compat::poll_data(connection_);
    if ((data.events & POLLOUT) != 0)
        watch_->wait_writable([this] { step(); });
    if (!data.deadline)
        timer_.cancel();
    else if (*data.deadline <= std::chrono::steady_clock::now())
        kick();
    else
        timer_.start_at(*data.deadline, [this] { step(); });
}

void BusPump::lose(const char* reason) {
    is_lost_ = true;
    watch_.reset();
    event_watch_.reset();
    timer_.cancel();
    log::error("lost the connection to the message bus: {}", reason);
    loop_.post(std::exchange(on_lost_, nullptr));
}

}  // namespace kmsmirror::bus
