// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "config/ini.h"
#include "config/message.h"

// What all configuration files have in common: how they are read, and what is said of their lines.
namespace kmsmirror::config {

// What came of an assignment. `rule` completes the sentence "the value must be ...", "keys are ..." or
// "sections are ...".
struct Outcome {
    enum class Kind {
        taken,
        unknown,          // there is no such key: a warning
        unknown_section,  // nor such a section: a warning
        bad,              // the value breaks the rule: an error
    };
    Kind kind = Kind::taken;
    std::string rule;
};

// The names of the keys in that section, for Outcome::rule; empty if there is no such section.
template <class Keys>
[[nodiscard]] std::string names_in(std::string_view section, const Keys& keys) {
    std::string names;
    for (const auto& key : keys)
        if (key.section == section)
            names.append(names.empty() ? "" : ", ").append(key.name);
    return names;
}

// The paths of the *.conf in a folder, in no order. A folder that is not there has none; one that cannot be read has an
// error.
[[nodiscard]] std::vector<std::filesystem::path> list_files(const std::filesystem::path& folder,
                                                            std::vector<Message>& messages);

// The text of the file; nothing, and an error, if it cannot be read or is no file of a sensible size.
[[nodiscard]] std::optional<std::string> read_file(const std::filesystem::path& path, std::vector<Message>& messages);

// Gives each assignment of `text` to `assign`, and says what is wrong with the lines of `file`. False if a value is
// bad.
[[nodiscard]] bool read_lines(std::string_view text, const std::string& file, std::vector<Message>& messages,
                              const std::function<Outcome(const IniLine&)>& assign);

}  // namespace kmsmirror::config
