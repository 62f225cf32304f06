// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstdint>

#include "base/geometry.h"

namespace kmsmirror::pixels {

// A character of 5x7 dots, rows from the top; in each, bit 4 is the leftmost dot.
using Glyph = std::array<std::uint8_t, 7>;
inline constexpr Size glyph_size{5, 7};

// Of the printable characters of ASCII; of all others that of '?'.
[[nodiscard]] const Glyph& glyph_of(char character) noexcept;

}  // namespace kmsmirror::pixels
