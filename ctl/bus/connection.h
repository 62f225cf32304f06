// SPDX-License-Identifier: MIT
#pragma once

#include <systemd/sd-bus.h>

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "ctl/bus/message.h"
#include "ctl/options.h"

namespace kmsmirror::ctl::bus {

// A method of an object.
struct Method {
    const char* service;
    std::string object;
    const char* interface;
    const char* name;
};

// A client's connection to a message bus. Used by one thread.
class Connection {
public:
    // Appends the arguments; returns a negative errno when that fails.
    using Arguments = std::function<int(sd_bus_message*)>;
    struct CallRules {
        bool may_start = false;            // the bus may start the service when it does not run
        std::chrono::seconds timeout{25};  // for the reply
    };

    // Throws Failure when there is no bus.
    explicit Connection(const BusChoice& choice);

    // Waits for the reply. Throws Failure: the error's text, with the exit code that its name stands for.
    [[nodiscard]] Message call(const Method& method, const Arguments& arguments, const CallRules& rules);

    // From now on next_message() gives the signals that match. Throws Failure.
    void subscribe(const std::string& match);

    // The next signal, waiting for it up to `timeout` (none = for ever); null when there was none. Throws Failure when
    // the connection breaks.
    [[nodiscard]] Message next_signal(std::optional<std::chrono::milliseconds> timeout);

private:
    struct Close {
        void operator()(sd_bus* bus) const noexcept { sd_bus_flush_close_unref(bus); }
    };
    std::unique_ptr<sd_bus, Close> bus_;
};

}  // namespace kmsmirror::ctl::bus
