// SPDX-License-Identifier: MIT
#pragma once

#include <string>

namespace kmsmirror::bus {

// Which message bus to serve on.
struct BusAddress {
    enum class Kind { system, session, address };
    Kind kind = Kind::system;
    std::string address;  // for Kind::address, for example "unix:path=/run/bus"
};

}  // namespace kmsmirror::bus
