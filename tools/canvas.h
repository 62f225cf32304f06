// SPDX-License-Identifier: MIT
#pragma once

#include <kmsmirror.h>

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "tools/frame_diff.h"

namespace kmsmirror::tools {

// A picture in XRGB8888 and a few things to draw into it. What lies outside is cut off. Integers only: boards may be
// slow at anything else.
class Canvas {
public:
    Canvas(std::uint32_t width, std::uint32_t height);

    [[nodiscard]] std::int32_t width() const noexcept { return width_; }
    [[nodiscard]] std::int32_t height() const noexcept { return height_; }
    [[nodiscard]] kmsmirror_rect whole() const noexcept { return {0, 0, width_, height_}; }
    // All zero if nothing of it lies inside.
    [[nodiscard]] kmsmirror_rect clipped(kmsmirror_rect r) const noexcept;
    [[nodiscard]] PictureLayout layout() const noexcept;
    [[nodiscard]] std::span<const std::uint32_t> pixels() const noexcept { return pixels_; }
    // The pixels of a row from x1 to x2, which lie inside.
    [[nodiscard]] std::span<std::uint32_t> row(std::int32_t y, std::int32_t x1, std::int32_t x2) noexcept;

    void fill(kmsmirror_rect r, std::uint32_t colour);
    // A disc or a diamond that fills the square around its middle; returns the square.
    kmsmirror_rect draw_disc(std::int32_t x, std::int32_t y, std::int32_t radius, std::uint32_t colour);
    kmsmirror_rect draw_diamond(std::int32_t x, std::int32_t y, std::int32_t radius, std::uint32_t colour);
    // Digits, capital letters and spaces, each 6 by 7 points of `scale` pixels; returns the rectangle around them.
    kmsmirror_rect draw_text(std::int32_t x, std::int32_t y, std::int32_t scale, std::string_view text,
                             std::uint32_t colour);

private:
    std::int32_t width_;
    std::int32_t height_;
    std::vector<std::uint32_t> pixels_;
};

[[nodiscard]] std::int32_t text_width(std::string_view text, std::int32_t scale) noexcept;
inline constexpr std::int32_t text_height = 7;  // points

}  // namespace kmsmirror::tools
