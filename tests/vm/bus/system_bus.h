// SPDX-License-Identifier: MIT
#pragma once

#include <systemd/sd-bus.h>

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace kmsmirror::bushelper {

struct Unref {
    void operator()(sd_bus* bus) const { sd_bus_close_unref(bus); }
    void operator()(sd_bus_message* message) const { sd_bus_message_unref(message); }
    void operator()(sd_bus_slot* slot) const { sd_bus_slot_unref(slot); }
};
using Message = std::unique_ptr<sd_bus_message, Unref>;

// What sd-bus has returned; throws std::runtime_error with the text of the error if that is one.
int check(int result, const std::string& what, const sd_bus_error* error = nullptr);

// A connection to the system bus, opened anew when it was lost. For one thread. Everything throws std::runtime_error.
class SystemBus {
public:
    using Deadline = std::chrono::steady_clock::time_point;

    // Asks at once, whatever has become of the last connection. The arguments are texts.
    [[nodiscard]] Message call(const std::string& service, const std::string& path, const std::string& interface,
                               const std::string& method, const std::vector<std::string>& arguments = {});
    // With an empty a{sv} as the only argument.
    [[nodiscard]] Message call_with_no_options(const std::string& service, const std::string& path,
                                               const std::string& interface, const std::string& method);

    // Until the condition holds, which is asked again after each signal of the sender; false at the deadline.
    [[nodiscard]] bool wait_for(const std::string& sender, const std::function<bool()>& condition, Deadline deadline);

private:
    sd_bus* bus();
    [[nodiscard]] Message begin_call(const std::string& service, const std::string& path, const std::string& interface,
                                     const std::string& method);
    [[nodiscard]] Message send(sd_bus_message* request, const std::string& what);
    bool wait_for_signal(const bool& has_come, Deadline deadline);

    std::unique_ptr<sd_bus, Unref> bus_;
};

}  // namespace kmsmirror::bushelper
