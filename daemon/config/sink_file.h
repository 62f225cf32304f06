// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "config/message.h"
#include "config/sink_rule.h"

// Files with the sections [Match] and [Sink].
namespace kmsmirror::config {

// Nothing, and an error, when a value of the text is bad. `file` is printable.
[[nodiscard]] std::optional<SinkRule> parse_sink_file(std::string_view text, const std::string& file,
                                                      std::vector<Message>& messages);

// What parse_sink_file() makes the same rule of, as far as the rule can be written down.
[[nodiscard]] std::string sink_file_text(const SinkRule& rule);

}  // namespace kmsmirror::config
