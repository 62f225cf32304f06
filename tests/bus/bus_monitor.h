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

private:
    struct Close {
        void operator()(sd_bus* bus) const noexcept { sd_bus_flush_close_unref(bus); }
    };
    std::string method_;
    std::unique_ptr<sd_bus, Close> bus_;
};

}  // namespace kmsmirror::test
