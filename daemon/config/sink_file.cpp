// SPDX-License-Identifier: MIT
#include "config/sink_file.h"

#include <fmt/format.h>

#include "config/file_lines.h"
#include "config/sink_keys.h"

namespace kmsmirror::config {

namespace {

Outcome assign(const IniLine& line, SinkRule& rule) {
    for (const SinkKey& key : all_sink_keys())
        if (key.section == line.section && key.name == line.key)
            return {key.set(rule, line.value), std::string(key.rule)};
    const std::string names = names_in(line.section, all_sink_keys());
    if (names.empty())
        return {Outcome::Kind::unknown_section, "[Match] and [Sink]"};
    return {Outcome::Kind::unknown, names};
}

}  // namespace

std::optional<SinkRule> parse_sink_file(std::string_view text, const std::string& file,
                                        std::vector<Message>& messages) {
    SinkRule rule;
    rule.file = file;
    const auto assign_line = [&rule](const IniLine& line) { return assign(line, rule); };
    if (!read_lines(text, file, messages, assign_line))
        return std::nullopt;
    return rule;
}

std::string sink_file_text(const SinkRule& rule) {
    std::string text;
    std::string_view section;
    for (const SinkKey& key : all_sink_keys()) {
        const auto value = key.text(rule);
        if (!value)
            continue;
        if (key.section != section)
            text += fmt::format("{}[{}]\n", text.empty() ? "" : "\n", key.section);
        section = key.section;
        text += fmt::format("{}={}\n", key.name, *value);
    }
    return text;
}

}  // namespace kmsmirror::config
