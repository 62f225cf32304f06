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

std::uint32_t widen_r8(std::byte grey) noexcept {
    return std::to_integer<std::uint32_t>(grey) * 0x010101;
}

std::uint32_t widen_rgb332(std::byte value) noexcept {
    const auto bits = std::to_integer<std::uint32_t>(value);
    const auto widen = [](std::uint32_t three) { return three << 5 | three << 2 | three >> 1; };
    return widen(bits >> 5) << 16 | widen(bits >> 2 & 7) << 8 | (bits & 3) * 0x55;
}

void read_xrgb8888(std::span<const std::byte> line, std::uint32_t* target) {
    std::memcpy(target, line.data(), line.size());
    std::for_each(target, target + line.size() / 4, [](std::uint32_t& pixel) { pixel &= 0xffffff; });
}

void read_rgb565(std::span<const std::byte> line, std::uint32_t* target) {
    for (const std::byte* source = line.data(); source != line.data() + line.size(); source += 2) {
        std::uint16_t value = 0;
        std::memcpy(&value, source, sizeof(value));
        *target++ = widen_rgb565(value);
    }
}

}  // namespace

std::uint32_t through_rgb565(std::uint32_t pixel) noexcept {
    return widen_rgb565((pixel >> 8 & 0xf800) | (pixel >> 5 & 0x07e0) | (pixel >> 3 & 0x001f));
}

Picture read_picture(std::span<const std::byte> memory, const kms::BufferLayout& layout) {
    Picture picture{layout.size, std::vector<std::uint32_t>(std::size_t{layout.size.width} * layout.size.height)};
    const std::size_t line = std::size_t{layout.size.width} * kms::bytes_per_pixel(layout.format);
    std::uint32_t* target = picture.pixels.data();
    for (std::uint32_t y = 0; y < layout.size.height; ++y, target += layout.size.width) {
        const auto source = memory.subspan(layout.offset + std::size_t{y} * layout.pitch, line);
        if (layout.format == kms::format_xrgb8888)
            read_xrgb8888(source, target);
        else if (layout.format == kms::format_rgb565)
            read_rgb565(source, target);
        else if (layout.format == kms::format_r8)
            std::transform(source.begin(), source.end(), target, [](std::byte grey) { return widen_r8(grey); });
        else
            std::transform(source.begin(), source.end(), target, [](std::byte value) { return widen_rgb332(value); });
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
