// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "config/file_lines.h"
#include "config/sink_rule.h"

namespace kmsmirror::config {

// One key of the files about sinks, in section "Match" or "Sink". `set` takes any bytes; an empty value drops the
// criterion, or sets the default. For what breaks the rule, or is not supported yet, it changes nothing. `text` is a
// value that sets what the rule has; nothing if it does not say anything.
struct SinkKey {
    std::string_view section;
    std::string_view name;
    std::string_view rule;
    Outcome::Kind (*set)(SinkRule&, std::string_view value);
    std::optional<std::string> (*text)(const SinkRule&);
};

// In the order in which people read them.
[[nodiscard]] std::span<const SinkKey> all_sink_keys() noexcept;

}  // namespace kmsmirror::config
