// SPDX-License-Identifier: MIT
#include "bus_monitor.h"

#include "bus_client.h"

namespace kmsmirror::test {

BusMonitor::BusMonitor(const std::string& address, const std::string& method) : method_(method) {
    sd_bus* bus = nullptr;
    check_bus(sd_bus_new(&bus), "create a bus connection");
    bus_.reset(bus);
    check_bus(sd_bus_set_address(bus, address.c_str()), "set the bus address");
    check_bus(sd_bus_set_bus_client(bus, 1), "be a bus client");
    check_bus(sd_bus_set_monitor(bus, 1), "be a monitor");
    check_bus(sd_bus_negotiate_fds(bus, 1), "ask for file descriptors");
    check_bus(sd_bus_start(bus), "connect");
    const std::string rule = "member='" + method + '\'';
    check_bus(
        sd_bus_call_method(bus, "org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus.Monitoring",
                           "BecomeMonitor", nullptr, nullptr, "asu", 1, rule.c_str(), 0),
        "become a monitor");
}

std::string BusMonitor::next() {
    constexpr std::uint64_t longest_wait_us = 20'000'000;
    for (;;) {
        sd_bus_message* message = nullptr;
        const int processed = sd_bus_process(bus_.get(), &message);
        check_bus(processed, "process messages");
        const std::unique_ptr<sd_bus_message, decltype(&sd_bus_message_unref)> owner(message, &sd_bus_message_unref);
        if (message != nullptr && sd_bus_message_is_method_call(message, nullptr, method_.c_str()) > 0) {
            may_start_ = sd_bus_message_get_auto_start(message) > 0;
            return rest_text(message, ", ");
        }
        if (processed == 0 && sd_bus_wait(bus_.get(), longest_wait_us) <= 0)
            return {};
    }
}

}  // namespace kmsmirror::test
