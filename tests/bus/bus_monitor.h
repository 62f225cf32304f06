// SPDX-License-Identifier: MIT
#pragma once

#include <systemd/sd-bus.h>

#include <memory>
#include <string>

namespace kmsmirror::test {

// Sees the calls of one method on a bus, whoever sends them to whom.
class BusMonitor {
public:
    BusMonitor(const std::string& address, const std::string& method);

    // The arguments of the next call, as text; empty when none comes.
    [[nodiscard]] std::string next();
    // Whether the bus may start a service for the last one.
    [[nodiscard]] bool may_start() const noexcept { return may_start_; }

private:
    struct Close {
        void operator()(sd_bus* bus) const noexcept { sd_bus_flush_close_unref(bus); }
    };
    std::string method_;
    bool may_start_ = false;
    std::unique_ptr<sd_bus, Close> bus_;
};

}  // namespace kmsmirror::test
