// SPDX-License-Identifier: MIT
#pragma once

#include <systemd/sd-bus.h>

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "base/unique_fd.h"

namespace kmsmirror::test {

// What a method call gave: the arguments of the reply as text, or the error.
struct Reply {
    std::string text;
    std::string error_name;
    std::string error_text;
    UniqueFd fd;  // a copy of the reply's first argument, if that is a file descriptor
};

struct Signal {
    std::string path;
    std::string name;
    std::string text;
};

// Throws std::system_error for a negative result of sd-bus.
void check_bus(int result, const char* what);

// The rest of the arguments, or of the container, that the message stands in.
[[nodiscard]] std::string rest_text(sd_bus_message* message, const char* separator);

// A client on the bus, by means of sd-bus alone, so that it shares no code with what it tests. Used by one thread.
// Text of arguments: s "quoted", numbers plain, b true/false, (struct), [array], {"key": value}, h as "fd".
class BusClient {
public:
    explicit BusClient(const std::string& address);

    // `fill` appends the arguments.
    [[nodiscard]] Reply call(const std::string& path, const std::string& interface, const std::string& method,
                             const std::function<void(sd_bus_message*)>& fill = {});
    // The arguments as for sd_bus_message_append(3).
    template <class... Arguments>
    [[nodiscard]] Reply call_with(const std::string& path, const std::string& interface, const std::string& method,
                                  const char* types, Arguments... arguments) {
        return call(path, interface, method, [&](sd_bus_message* message) {
            check_bus(sd_bus_message_append(message, types, arguments...), "append arguments");
        });
    }
    // With an empty a{sv}.
    [[nodiscard]] Reply call_without_options(const std::string& path, const std::string& interface,
                                             const std::string& method);
    [[nodiscard]] std::string property(const std::string& path, const std::string& interface, const std::string& name);

    // All signals of the service since this client exists, in the order of their arrival.
    [[nodiscard]] const std::vector<Signal>& signals() const noexcept { return signals_; }

    // Handles the messages that have arrived.
    void drain();

    // Handles messages until `condition` holds, which is looked at after each; false when that takes too long.
    [[nodiscard]] bool wait_until(const std::function<bool()>& condition);

    [[nodiscard]] sd_bus* get() noexcept { return bus_.get(); }

private:
    static int on_signal(sd_bus_message* message, void* self, sd_bus_error* error);

    struct Close {
        void operator()(sd_bus* bus) const noexcept { sd_bus_flush_close_unref(bus); }
    };
    std::vector<Signal> signals_;
    std::unique_ptr<sd_bus, Close> bus_;
};

}  // namespace kmsmirror::test
