// SPDX-License-Identifier: MIT
#include "pixels/text.h"

#include <algorithm>

#include "pixels/background.h"
#include "pixels/font.h"

namespace kmsmirror::pixels {
namespace {

// The second and later bytes of a character of UTF-8.
bool is_continuation(char byte) noexcept {
    return (static_cast<unsigned char>(byte) & 0xc0U) == 0x80U;
}

void draw_glyph(const Image& image, const Glyph& glyph, std::int32_t x, std::int32_t y, std::int32_t scale,
                std::uint32_t rgb) {
    for (std::size_t row = 0; row < glyph.size(); ++row)
        for (std::uint32_t column = 0; column < glyph_size.width; ++column) {
            if ((glyph.at(row) >> (glyph_size.width - 1 - column) & 1) == 0)
                continue;
            const std::int32_t left = x + static_cast<std::int32_t>(column) * scale;
            const std::int32_t top = y + static_cast<std::int32_t>(row) * scale;
            const Rect dot = Rect{left, top, left + scale, top + scale}.intersected(rect_of(image.size));
            if (!dot.empty())
                fill(image.part(dot), rgb);
        }
}

}  // namespace

std::uint32_t text_length(std::string_view text) noexcept {
    return static_cast<std::uint32_t>(
        std::count_if(text.begin(), text.end(), [](char byte) { return !is_continuation(byte); }));
}

void draw_text(const Image& image, std::string_view text, std::int32_t x, std::int32_t y, std::uint32_t scale,
               std::uint32_t rgb) {
    const auto right = static_cast<std::int32_t>(image.size.width);
    for (const char byte : text) {
        if (is_continuation(byte))
            continue;
        if (x >= right)
            return;
        draw_glyph(image, glyph_of(byte), x, y, static_cast<std::int32_t>(scale), rgb);
        x += static_cast<std::int32_t>(character_width * scale);
    }
}

void draw_centred(const Image& image, std::string_view text, std::int32_t y, std::uint32_t scale, std::uint32_t rgb) {
    const std::uint32_t width = text_length(text) * character_width * scale;
    const std::uint32_t free = image.size.width - std::min(width, image.size.width);
    draw_text(image, text, static_cast<std::int32_t>(free / 2), y, scale, rgb);
}

}  // namespace kmsmirror::pixels
