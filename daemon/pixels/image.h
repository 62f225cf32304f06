// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>

#include "base/geometry.h"

namespace kmsmirror::pixels {

// Sources have the first two; displays may have the others.
enum class Format { xrgb8888, rgb565, rgb332, r8 };

[[nodiscard]] constexpr std::uint32_t bytes_per_pixel(Format format) noexcept {
    if (format == Format::xrgb8888)
        return 4;
    return format == Format::rgb565 ? 2 : 1;
}

// How many bytes from row to row an image has that nobody else has a say in: whole words, as pixman wants them.
[[nodiscard]] constexpr std::uint32_t aligned_pitch(std::uint32_t width, Format format) noexcept {
    return (width * bytes_per_pixel(format) + 3) / 4 * 4;
}

// Borrowed pixel memory: `pitch` bytes from row to row, rows of native-endian pixels. Drivers choose pitch and
// alignment; a pixel may lie at any address.
struct Image {
    std::byte* data = nullptr;
    Size size;
    std::uint32_t pitch = 0;
    Format format = Format::xrgb8888;
    bool operator==(const Image&) const = default;
    // Where a pixel begins.
    [[nodiscard]] std::byte* at(std::int32_t x, std::int32_t y) const noexcept {
        return data + static_cast<std::size_t>(y) * pitch + static_cast<std::size_t>(x) * bytes_per_pixel(format);
    }
    // The part inside `rect`, which lies in the image.
    [[nodiscard]] Image part(const Rect& rect) const noexcept {
        const Size part_size{static_cast<std::uint32_t>(rect.width()), static_cast<std::uint32_t>(rect.height())};
        return {at(rect.x1, rect.y1), part_size, pitch, format};
    }
};

}  // namespace kmsmirror::pixels
