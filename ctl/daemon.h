// SPDX-License-Identifier: MIT
#pragma once

#include <string>

#include "ctl/bus/connection.h"
#include "ctl/model/status.h"

namespace kmsmirror::ctl {

// kmsmirrord on the message bus. Every call waits for its reply and throws Failure.
class Daemon {
public:
    using Arguments = bus::Connection::Arguments;

    explicit Daemon(const BusChoice& choice) : connection_(choice) {}

    [[nodiscard]] Status status();
    // The same as the daemon says it, with the names of D-Bus.
    [[nodiscard]] Json raw_status();

    // The reply that holds that.
    [[nodiscard]] bus::Message status_message();

    // A method of its manager, a source or a sink. `arguments` appends all of them.
    // The text of a failure that is of a sink names it by its id.
    bus::Message call_manager(const char* method, const Arguments& arguments);
    bus::Message call_manager(const Sink& sink, const char* method, const Arguments& arguments);
    bus::Message call(const Source& source, const char* method, const Arguments& arguments);
    bus::Message call(const Sink& sink, const char* method, const Arguments& arguments);

    [[nodiscard]] std::string log_level();
    void set_log_level(const std::string& level);

    // Lets the bus start the daemon when it does not run; it is not started otherwise.
    void start();

    [[nodiscard]] bus::Connection& connection() noexcept { return connection_; }

private:
    bus::Connection connection_;
};

// Arguments: none but options, of which there are none.
int append_no_options(sd_bus_message* message);

}  // namespace kmsmirror::ctl
