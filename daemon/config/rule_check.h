// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include "config/message.h"
#include "config/sink_rule.h"

namespace kmsmirror::config {

// What there is now that rules are about.
struct Present {
    std::vector<SinkIdentity> sinks;
    std::vector<std::string> sources;  // ids
};

// Which rules have no effect, or not all of theirs, on what is there: a warning each.
[[nodiscard]] std::vector<Message> check_rules(const std::vector<SinkRule>& rules, const Present& present);

}  // namespace kmsmirror::config
