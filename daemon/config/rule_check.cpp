// SPDX-License-Identifier: MIT
#include "config/rule_check.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"

namespace kmsmirror::config {

std::vector<Message> check_rules(const std::vector<SinkRule>& rules, const Present& present) {
    std::vector<Message> messages;
    const auto& [sinks, sources] = present;
    for (const SinkRule& rule : rules) {
        const bool is_for_none = std::none_of(sinks.begin(), sinks.end(),
                                              [&rule](const SinkIdentity& sink) { return matches(rule.match, sink); });
        if (is_for_none)
            messages.push_back({.file = rule.file, .text = "the section [Match] fits no display that is known now"});
        const std::string source = rule.changes.source_id.value_or(std::string());
        if (!is_for_none && !source.empty() && std::find(sources.begin(), sources.end(), source) == sources.end())
            messages.push_back(
                {.file = rule.file,
                 .text = fmt::format("Source=\"{}\": there is no such source now; what there is is shown",
                                     printable(source))});
    }
    return messages;
}

}  // namespace kmsmirror::config
