// SPDX-License-Identifier: MIT
#pragma once

#include <string>

#include "ctl/bus/connection.h"
#include "ctl/json.h"

namespace kmsmirror::ctl {

// kmsmirrord on the message bus. Every call waits for its reply and throws Failure.
class Daemon {
public:
    explicit Daemon(const BusChoice& choice) : connection_(choice) {}

    // What GetStatus() says, with the names of D-Bus.
    [[nodiscard]] Json get_status();

    [[nodiscard]] bus::Connection& connection() noexcept { return connection_; }

private:
    bus::Connection connection_;
};

}  // namespace kmsmirror::ctl
