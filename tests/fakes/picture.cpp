// SPDX-License-Identifier: MIT
#include "fakes/picture.h"

#include <algorithm>
#include <cstring>

#include "kms/format.h"

namespace kmsmirror::fakes {

namespace {

std::uint32_t widen_rgb565(std::uint32_t value) noexcept {
    const std::uint32_t red = value >> 11 & 0x1f;
    const std::uint32_t green = value >> 5 & 0x3f;
    const std::uint32_t blue = value & 0x1f;
    return (red << 3 | red >> 2) << 16 | (green << 2 | green >> 4) << 8 | (blue << 3 | blue >> 2);
}

}  // namespace

std::uint32_t read_pixel(std::span<const std::byte> memory, std::uint64_t position, std::uint32_t format) {
    const auto source = memory.subspan(static_cast<std::size_t>(position), kms::bytes_per_pixel(format));
    if (format == kms::format_rgb565) {
        std::uint16_t value = 0;
        std::memcpy(&value, source.data(), sizeof(value));
        return widen_rgb565(value);
    }
    std::uint32_t value = 0;
    std::memcpy(&value, source.data(), sizeof(value));
    return value & 0xffffff;
}

std::uint32_t through_rgb565(std::uint32_t pixel) noexcept {
    return widen_rgb565((pixel >> 8 & 0xf800) | (pixel >> 5 & 0x07e0) | (pixel >> 3 & 0x001f));
}

Picture read_picture(std::span<const std::byte> memory, const kms::BufferLayout& layout) {
    Picture picture{layout.size, {}};
    picture.pixels.reserve(std::size_t{layout.size.width} * layout.size.height);
    for (std::uint32_t y = 0; y < layout.size.height; ++y) {
        std::uint64_t position = layout.offset + std::uint64_t{y} * layout.pitch;
        for (std::uint32_t x = 0; x < layout.size.width; ++x, position += kms::bytes_per_pixel(layout.format))
            picture.pixels.push_back(read_pixel(memory, position, layout.format));
    }
    return picture;
}

Picture through_rgb565(Picture picture) {
    for (std::uint32_t& pixel : picture.pixels)
        pixel = through_rgb565(pixel);
    return picture;
}

std::size_t count_differences(const Picture& one, const Picture& other) {
    if (one.size != other.size)
        return std::max(one.pixels.size(), other.pixels.size());
    std::size_t count = 0;
    for (std::size_t i = 0; i < one.pixels.size(); ++i)
        count += one.pixels[i] == other.pixels[i] ? 0U : 1U;
    return count;
}

}  // namespace kmsmirror::fakes
