// SPDX-License-Identifier: MIT
#include "ctl/options.h"

#include <fmt/format.h>

#include <string_view>

#include "base/text.h"
#include "ctl/exit_code.h"

namespace kmsmirror::ctl {

BusChoice parse_bus(const std::string& text) {
    constexpr std::string_view address = "address:";
    if (text == "system")
        return {BusChoice::Kind::system, ""};
    if (text == "session")
        return {BusChoice::Kind::session, ""};
    if (text.starts_with(address) && text.size() > address.size())
        return {BusChoice::Kind::address, text.substr(address.size())};
    throw Failure(ExitCode::usage, fmt::format("--bus {}: not system, session or address:ADDRESS", printable(text)));
}

}  // namespace kmsmirror::ctl
