// SPDX-License-Identifier: MIT
#pragma once

#include <functional>
#include <memory>
#include <optional>

#include "bus/bus_address.h"
#include "bus/bus_pump.h"

namespace kmsmirror::bus {

// The service's connection to the message bus, which works on an event loop from start() to stop(). What still owes a
// reply shares it with the service, because a reply needs its connection until it is deleted.
class Connection {
public:
    // Throws std::runtime_error when there is no connection.
    explicit Connection(const BusAddress& address);

    // Takes the service's name and serves. Throws std::runtime_error that says so when the name has an owner or may not
    // be owned. `on_lost` is called, at most once, when the connection breaks.
    void start(loop::EventLoop& loop, std::function<void()> on_lost);
    void stop() { pump_.reset(); }

    [[nodiscard]] bool is_live() const noexcept { return pump_ && !pump_->is_lost(); }

    // After every use of the connection; see BusPump::kick().
    void kick();

    [[nodiscard]] sdbus::IConnection& get() noexcept { return *connection_; }

private:
    std::unique_ptr<sdbus::IConnection> connection_;
    std::optional<BusPump> pump_;
};

}  // namespace kmsmirror::bus
