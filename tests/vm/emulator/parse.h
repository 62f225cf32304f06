// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <cstdint>
#include <limits>
#include <string_view>

#include "base/geometry.h"

namespace kmsmirror::emulator {

// The words of commands. All throw std::invalid_argument with a sentence for the user.

[[nodiscard]] std::int64_t parse_number(std::string_view text, std::int64_t least, std::int64_t most);

inline constexpr std::int64_t largest_count = std::numeric_limits<std::int64_t>::max();

// 0 and more.
[[nodiscard]] inline std::uint64_t parse_count(std::string_view text) {
    return static_cast<std::uint64_t>(parse_number(text, 0, largest_count));
}
[[nodiscard]] inline std::uint32_t parse_count32(std::string_view text) {
    return static_cast<std::uint32_t>(parse_number(text, 0, std::numeric_limits<std::uint32_t>::max()));
}

// Milliseconds from now.
[[nodiscard]] std::chrono::steady_clock::time_point parse_timeout(std::string_view text);

// RRGGBB
[[nodiscard]] std::uint32_t parse_colour(std::string_view text);

// WxH
[[nodiscard]] Size parse_size(std::string_view text);

struct KeyAndValue {
    std::string_view key, value;
};

// KEY=VALUE
[[nodiscard]] KeyAndValue parse_assignment(std::string_view text);

// `first` or `second`; true if it is the first.
[[nodiscard]] bool parse_choice(std::string_view text, std::string_view first, std::string_view second);

}  // namespace kmsmirror::emulator
