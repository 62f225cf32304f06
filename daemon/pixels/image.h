// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>

#include "base/geometry.h"

namespace kmsmirror::pixels {

enum class Format { xrgb8888, rgb565 };

[[nodiscard]] constexpr std::uint32_t bytes_per_pixel(Format format) noexcept {
    return format == Format::xrgb8888 ? 4 : 2;
}

// Borrowed pixel memory: `pitch` bytes from row to row, rows of native-endian pixels.
struct Image {
    std::byte* data = nullptr;
    Size size;
    std::uint32_t pitch = 0;
    Format format = Format::xrgb8888;
    bool operator==(const Image&) const = default;
};

}  // namespace kmsmirror::pixels
