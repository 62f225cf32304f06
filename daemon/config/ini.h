// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace kmsmirror::config {

// One line of a systemd-style file that is neither blank nor a comment. `number` counts from 1.
struct IniLine {
    enum class Kind { assignment, no_assignment, no_section };
    Kind kind = Kind::assignment;
    int number = 0;
    std::string_view section;
    std::string_view key;
    std::string_view value;
};

// The lines of `text`, which they borrow from. Any bytes are allowed. A line with neither "=" nor a section header is
// `no_assignment`, an assignment before the first section `no_section`.
[[nodiscard]] std::vector<IniLine> parse_ini(std::string_view text);

}  // namespace kmsmirror::config
