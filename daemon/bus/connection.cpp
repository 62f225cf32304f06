// SPDX-License-Identifier: MIT
#include "bus/connection.h"

#include <fmt/format.h>

#include <stdexcept>
#include <utility>

#include "bus/names.h"

namespace kmsmirror::bus {

namespace {

std::unique_ptr<sdbus::IConnection> connect(const BusAddress& address) {
    try {
        switch (address.kind) {
            case BusAddress::Kind::system:
                return sdbus::createSystemBusConnection();
            case BusAddress::Kind::session:
                return sdbus::createSessionBusConnection();
            case BusAddress::Kind::address:
                break;
        }
        return sdbus::createSessionBusConnectionWithAddress(address.address);
    } catch (const sdbus::Error& error) {
        throw std::runtime_error(fmt::format("connect to the message bus: {}", error.getMessage()));
    }
}

}  // namespace

Connection::Connection(const BusAddress& address) : connection_(connect(address)) {}

void Connection::start(loop::EventLoop& loop, std::function<void()> on_lost) {
    try {
        connection_->requestName(compat::ServiceName{service_name});
    } catch (const sdbus::Error& error) {
        throw std::runtime_error(
            fmt::format("own the bus name {} (is another daemon running? does the bus policy allow it?): {}",
                        service_name, error.getMessage()));
    }
    pump_.emplace(loop, *connection_, std::move(on_lost));
}

void Connection::kick() {
    if (pump_)
        pump_->kick();
}

}  // namespace kmsmirror::bus
