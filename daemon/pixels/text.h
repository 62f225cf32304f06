// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string_view>

#include "base/geometry.h"
#include "pixels/image.h"

// One line of text, of dots that are squares of `scale` pixels, at least one. UTF-8; a character that is not ASCII, or
// cannot be printed, is a question mark.
namespace kmsmirror::pixels {

// How many dots a line is high, and a character wide, with the gap to the next one.
inline constexpr std::uint32_t line_height = 9;
inline constexpr std::uint32_t character_width = 6;

// In characters.
[[nodiscard]] std::uint32_t text_length(std::string_view text) noexcept;

// `x` and `y` are those of its upper left corner; may lie outside, as may all of it: what does is cut off.
void draw_text(const Image& image, std::string_view text, std::int32_t x, std::int32_t y, std::uint32_t scale,
               std::uint32_t rgb);

// In the middle between left and right; where it is too long its beginning is there.
void draw_centred(const Image& image, std::string_view text, std::int32_t y, std::uint32_t scale, std::uint32_t rgb);

}  // namespace kmsmirror::pixels
