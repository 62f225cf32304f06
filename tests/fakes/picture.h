// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "base/geometry.h"
#include "kms/dma_buf.h"

namespace kmsmirror::fakes {

// What a display shows, as values that can be compared: 0xRRGGBB for each pixel, row by row.
struct Picture {
    Size size;
    std::vector<std::uint32_t> pixels;

    bool operator==(const Picture&) const = default;
    [[nodiscard]] bool empty() const noexcept { return pixels.empty(); }
    [[nodiscard]] std::uint32_t at(std::uint32_t x, std::uint32_t y) const {
        return pixels.at(std::size_t{y} * size.width + x);
    }
};

// What is left of a colour that went through RGB565, as udl sends it: low bits gone, then widened again.
[[nodiscard]] std::uint32_t through_rgb565(std::uint32_t pixel) noexcept;

// From XRGB8888 or RGB565 memory.
[[nodiscard]] Picture read_picture(std::span<const std::byte> memory, const kms::BufferLayout& layout);
[[nodiscard]] Picture through_rgb565(Picture picture);
// For failure messages and exact zero checks. Pictures of different size differ everywhere.
[[nodiscard]] std::size_t count_differences(const Picture& one, const Picture& other);

}  // namespace kmsmirror::fakes
