// SPDX-License-Identifier: MIT
#pragma once

#include <systemd/sd-bus.h>

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

#include "ctl/model/status.h"

namespace kmsmirror::ctl {

// One KEY=VALUE of a sink.
struct Setting {
    std::string property;  // its name on D-Bus
    std::variant<std::string, std::uint32_t> value;
    bool operator==(const Setting&) const = default;
};

// Throws Failure with ExitCode::usage: which word breaks which rule. Words that later versions of the daemon may know,
// as those of `path`, are left to it; a source is not looked for yet.
[[nodiscard]] std::vector<Setting> parse_settings(const std::vector<std::string>& words);

// Appends the argument a(oa{sv}) of Apply(). Throws Failure when there is no such source. Returns a negative errno when
// the message takes no more.
[[nodiscard]] int append_sink_settings(sd_bus_message* message, const Sink& sink, const std::vector<Setting>& settings,
                                       const Status& status);

}  // namespace kmsmirror::ctl
