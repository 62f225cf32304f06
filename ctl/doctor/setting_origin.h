// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>

#include "config/sink_rule.h"
#include "ctl/doctor/examination.h"

namespace kmsmirror::ctl::doctor {

[[nodiscard]] config::SinkIdentity identity_of(const Sink& sink);

// A setting of a sink as it is now.
struct ChosenSetting {
    std::string_view key;    // in section [Sink] of a file: "Mode"
    std::string_view value;  // as the daemon says it
    std::string_view undo;   // for kmsmirrorctl set: "mode=auto"
};

// How to take it back for good: that depends on whether a file says so, it is remembered, or lasts until the next
// reload.
[[nodiscard]] std::string undo_fix(const Facts& facts, const Sink& sink, const ChosenSetting& setting);

}  // namespace kmsmirror::ctl::doctor
