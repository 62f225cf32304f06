// SPDX-License-Identifier: MIT
#include "tools/canvas.h"

#include <algorithm>
#include <array>

namespace kmsmirror::tools {
namespace {

constexpr std::int32_t glyph_columns = 5;
constexpr std::int32_t glyph_advance = glyph_columns + 1;

// Columns from left to right, the lowest bit on top.
using Glyph = std::array<std::uint8_t, glyph_columns>;

constexpr std::array<Glyph, 10> digits{{
    {0x3e, 0x51, 0x49, 0x45, 0x3e},
    {0x00, 0x42, 0x7f, 0x40, 0x00},
    {0x62, 0x51, 0x49, 0x49, 0x46},
    {0x22, 0x41, 0x49, 0x49, 0x36},
    {0x18, 0x14, 0x12, 0x7f, 0x10},
    {0x2f, 0x49, 0x49, 0x49, 0x31},
    {0x3e, 0x49, 0x49, 0x49, 0x32},
    {0x01, 0x71, 0x09, 0x05, 0x03},
    {0x36, 0x49, 0x49, 0x49, 0x36},
    {0x26, 0x49, 0x49, 0x49, 0x3e},
}};

constexpr std::array<Glyph, 26> letters{{
    {0x7e, 0x09, 0x09, 0x09, 0x7e},  // A
    {0x7f, 0x49, 0x49, 0x49, 0x36}, {0x3e, 0x41, 0x41, 0x41, 0x22}, {0x7f, 0x41, 0x41, 0x41, 0x3e},
    {0x7f, 0x49, 0x49, 0x49, 0x41}, {0x7f, 0x09, 0x09, 0x09, 0x01}, {0x3e, 0x41, 0x49, 0x49, 0x7a},
    {0x7f, 0x08, 0x08, 0x08, 0x7f}, {0x00, 0x41, 0x7f, 0x41, 0x00}, {0x30, 0x40, 0x40, 0x40, 0x3f},
    {0x7f, 0x08, 0x14, 0x22, 0x41},  // K
    {0x7f, 0x40, 0x40, 0x40, 0x40}, {0x7f, 0x02, 0x04, 0x02, 0x7f}, {0x7f, 0x04, 0x08, 0x10, 0x7f},
    {0x3e, 0x41, 0x41, 0x41, 0x3e}, {0x7f, 0x09, 0x09, 0x09, 0x06}, {0x3e, 0x41, 0x51, 0x61, 0x7e},
    {0x7f, 0x09, 0x19, 0x29, 0x46}, {0x26, 0x49, 0x49, 0x49, 0x32}, {0x01, 0x01, 0x7f, 0x01, 0x01},
    {0x3f, 0x40, 0x40, 0x40, 0x3f},  // U
    {0x1f, 0x20, 0x40, 0x20, 0x1f}, {0x7f, 0x20, 0x10, 0x20, 0x7f}, {0x63, 0x14, 0x08, 0x14, 0x63},
    {0x03, 0x04, 0x78, 0x04, 0x03}, {0x61, 0x51, 0x49, 0x45, 0x43},
}};

Glyph glyph_of(char c) {
    if (c >= '0' && c <= '9')
        return digits[static_cast<std::size_t>(c - '0')];
    if (c >= 'A' && c <= 'Z')
        return letters[static_cast<std::size_t>(c - 'A')];
    return {};
}

}  // namespace

Canvas::Canvas(std::uint32_t width, std::uint32_t height)
    : width_(static_cast<std::int32_t>(width)),
      height_(static_cast<std::int32_t>(height)),
      pixels_(std::size_t{width} * height) {}

PictureLayout Canvas::layout() const noexcept {
    return {static_cast<std::uint32_t>(width_), static_cast<std::uint32_t>(height_), sizeof(std::uint32_t)};
}

kmsmirror_rect Canvas::clipped(kmsmirror_rect r) const noexcept {
    const kmsmirror_rect inside{std::max(r.x1, 0), std::max(r.y1, 0), std::min(r.x2, width_), std::min(r.y2, height_)};
    return inside.x1 < inside.x2 && inside.y1 < inside.y2 ? inside : kmsmirror_rect{};
}

std::span<std::uint32_t> Canvas::row(std::int32_t y, std::int32_t x1, std::int32_t x2) noexcept {
    const auto start = static_cast<std::size_t>(y) * static_cast<std::size_t>(width_) + static_cast<std::size_t>(x1);
    return std::span(pixels_).subspan(start, static_cast<std::size_t>(x2 - x1));
}

void Canvas::fill(kmsmirror_rect r, std::uint32_t colour) {
    const kmsmirror_rect inside = clipped(r);
    for (std::int32_t y = inside.y1; y < inside.y2; ++y)
        std::ranges::fill(row(y, inside.x1, inside.x2), colour);
}

kmsmirror_rect Canvas::draw_disc(std::int32_t x, std::int32_t y, std::int32_t radius, std::uint32_t colour) {
    std::int32_t half = 0;  // width at this row, grows towards the middle
    for (std::int32_t dy = radius; dy >= 0; --dy) {
        while ((half + 1) * (half + 1) + dy * dy <= radius * radius)
            ++half;
        fill({x - half, y - dy, x + half + 1, y - dy + 1}, colour);
        fill({x - half, y + dy, x + half + 1, y + dy + 1}, colour);
    }
    return {x - radius, y - radius, x + radius + 1, y + radius + 1};
}

kmsmirror_rect Canvas::draw_diamond(std::int32_t x, std::int32_t y, std::int32_t radius, std::uint32_t colour) {
    for (std::int32_t dy = -radius; dy <= radius; ++dy) {
        const std::int32_t half = radius - std::abs(dy);
        fill({x - half, y + dy, x + half + 1, y + dy + 1}, colour);
    }
    return {x - radius, y - radius, x + radius + 1, y + radius + 1};
}

kmsmirror_rect Canvas::draw_text(std::int32_t x, std::int32_t y, std::int32_t scale, std::string_view text,
                                 std::uint32_t colour) {
    std::int32_t left = x;
    for (const char c : text) {
        for (const std::uint8_t column : glyph_of(c)) {
            for (std::int32_t point = 0; point < text_height; ++point)
                if ((column >> point & 1) != 0)
                    fill({left, y + point * scale, left + scale, y + (point + 1) * scale}, colour);
            left += scale;
        }
        left += scale;
    }
    return {x, y, x + text_width(text, scale), y + text_height * scale};
}

std::int32_t text_width(std::string_view text, std::int32_t scale) noexcept {
    return static_cast<std::int32_t>(text.size()) * glyph_advance * scale;
}

}  // namespace kmsmirror::tools
