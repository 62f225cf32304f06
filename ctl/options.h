// SPDX-License-Identifier: MIT
#pragma once

#include <string>

namespace kmsmirror::ctl {

enum class JsonMode { off, short_form, pretty };

// Where kmsmirrord is looked for.
struct BusChoice {
    enum class Kind { system, session, address };
    Kind kind = Kind::system;
    std::string address;  // for Kind::address, for example "unix:path=/run/bus"
};

// What every command understands.
struct Options {
    JsonMode json = JsonMode::off;
    bool legend = true;  // the headings of tables
    BusChoice bus;
    bool is_bus_named = false;  // by the user
};

// "system", "session" or "address:ADDRESS". Throws Failure with ExitCode::usage.
[[nodiscard]] BusChoice parse_bus(const std::string& text);

}  // namespace kmsmirror::ctl
