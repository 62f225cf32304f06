// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <cstdint>

namespace kmsmirror {

// In pixels.
struct Size {
    std::uint32_t width = 0;
    std::uint32_t height = 0;
    bool operator==(const Size&) const = default;
};

// A half-open rectangle in pixels: x2 and y2 lie outside, as in struct drm_mode_rect.
struct Rect {
    std::int32_t x1 = 0;
    std::int32_t y1 = 0;
    std::int32_t x2 = 0;
    std::int32_t y2 = 0;

    bool operator==(const Rect&) const = default;
    [[nodiscard]] std::int32_t width() const noexcept { return x2 - x1; }
    [[nodiscard]] std::int32_t height() const noexcept { return y2 - y1; }
    [[nodiscard]] bool empty() const noexcept { return x1 >= x2 || y1 >= y2; }
    [[nodiscard]] Rect moved(std::int32_t dx, std::int32_t dy) const noexcept {
        return {x1 + dx, y1 + dy, x2 + dx, y2 + dy};
    }
    [[nodiscard]] Rect intersected(const Rect& other) const noexcept {
        return {std::max(x1, other.x1), std::max(y1, other.y1), std::min(x2, other.x2), std::min(y2, other.y2)};
    }
};

// Of a rectangle that is not inside out.
[[nodiscard]] inline Size size_of(const Rect& rect) noexcept {
    return {static_cast<std::uint32_t>(rect.width()), static_cast<std::uint32_t>(rect.height())};
}

[[nodiscard]] inline Rect rect_of(Size size) noexcept {
    return {0, 0, static_cast<std::int32_t>(size.width), static_cast<std::int32_t>(size.height)};
}

}  // namespace kmsmirror
