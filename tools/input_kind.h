// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>

namespace kmsmirror::tools {

inline constexpr std::size_t input_kind_bytes = 256;  // at the beginning of an input tell what it is

[[nodiscard]] bool is_y4m(std::span<const std::byte> beginning);

// What is neither frames nor y4m. At most one of both is not empty.
struct OtherKind {
    std::string name;  // such as "a PNG picture"
    std::string text;  // that the input begins with: its first line, printable, or the beginning of that
};

// Pixels may look like anything, so that only what they hardly ever look like counts.
[[nodiscard]] OtherKind recognise_other_kind(std::span<const std::byte> beginning);

// With '?' for what is not printable ASCII.
[[nodiscard]] std::string visible(std::string_view text);

}  // namespace kmsmirror::tools
