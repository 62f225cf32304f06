// SPDX-License-Identifier: MIT
#include "pixels/background.h"

#include <array>
#include <cstddef>
#include <cstring>

#include "pixels/reduction.h"

namespace kmsmirror::pixels {
namespace {

// Rows may begin anywhere, so that a pixel is written as bytes.
template <class Pixel>
void fill_with(const Image& image, Pixel value) {
    for (std::uint32_t y = 0; y < image.size.height; ++y) {
        std::byte* const row = image.data + std::size_t{y} * image.pitch;
        for (std::uint32_t x = 0; x < image.size.width; ++x)
            std::memcpy(row + std::size_t{x} * sizeof(Pixel), &value, sizeof(Pixel));
    }
}

Rect columns(const Image& image, std::uint32_t x1, std::uint32_t x2) noexcept {
    return {static_cast<std::int32_t>(x1), 0, static_cast<std::int32_t>(x2),
            static_cast<std::int32_t>(image.size.height)};
}

Rect row(const Image& image, std::uint32_t y) noexcept {
    return {0, static_cast<std::int32_t>(y), static_cast<std::int32_t>(image.size.width),
            static_cast<std::int32_t>(y) + 1};
}

constexpr std::uint32_t white = 0xffffff;

}  // namespace

void fill(const Image& image, std::uint32_t rgb) {
    const std::uint32_t pixel = packed(rgb, image.format);
    switch (bytes_per_pixel(image.format)) {
        case 4:
            fill_with(image, pixel);
            break;
        case 2:
            fill_with(image, static_cast<std::uint16_t>(pixel));
            break;
        default:
            fill_with(image, static_cast<std::uint8_t>(pixel));
    }
}

void draw_bars(const Image& image) {
    constexpr std::array<std::uint32_t, 8> bars{0xffffff, 0xffff00, 0x00ffff, 0x00ff00,
                                                0xff00ff, 0xff0000, 0x0000ff, 0x000000};
    const std::uint32_t width = image.size.width;
    for (std::uint32_t i = 0; i < bars.size(); ++i)
        fill(image.part(columns(image, width * i / 8, width * (i + 1) / 8)), bars[i]);
}

void draw_grid(const Image& image) {
    constexpr std::uint32_t distance = 32;
    const auto [width, height] = image.size;
    fill(image, 0);
    for (std::uint32_t x = 0; x < width; x += distance)
        fill(image.part(columns(image, x, x + 1)), white);
    fill(image.part(columns(image, width - 1, width)), white);
    for (std::uint32_t y = 0; y < height; y += distance)
        fill(image.part(row(image, y)), white);
    fill(image.part(row(image, height - 1)), white);
}

void draw_checker(const Image& image) {
    fill(image, 0);
    const Rect whole = rect_of(image.size);
    for (std::int32_t y = 0; y < whole.y2; ++y)
        for (std::int32_t x = y % 2; x < whole.x2; x += 2)
            fill(image.part({x, y, x + 1, y + 1}), white);
}

}  // namespace kmsmirror::pixels
