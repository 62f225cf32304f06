// SPDX-License-Identifier: MIT
#include "pixels/background.h"

#include <algorithm>
#include <array>

namespace kmsmirror::pixels {
namespace {

template <class Pixel>
void fill_columns(const Image& image, std::uint32_t x1, std::uint32_t x2, Pixel value) {
    for (std::uint32_t y = 0; y < image.size.height; ++y) {
        auto* row = reinterpret_cast<Pixel*>(image.data + std::size_t{y} * image.pitch);
        std::fill(row + x1, row + x2, value);
    }
}

void fill_columns(const Image& image, std::uint32_t x1, std::uint32_t x2, std::uint32_t rgb) {
    if (image.format == Format::xrgb8888)
        fill_columns<std::uint32_t>(image, x1, x2, rgb);
    else
        fill_columns<std::uint16_t>(
            image, x1, x2,
            static_cast<std::uint16_t>(((rgb >> 8) & 0xf800) | ((rgb >> 5) & 0x07e0) | ((rgb >> 3) & 0x001f)));
}

void draw_row(const Image& image, std::uint32_t y, std::uint32_t x1, std::uint32_t x2, std::uint32_t rgb) {
    Image row = image;
    row.data += std::size_t{y} * image.pitch;
    row.size.height = 1;
    fill_columns(row, x1, x2, rgb);
}

constexpr std::uint32_t white = 0xffffff;

}  // namespace

void fill(const Image& image, std::uint32_t rgb) {
    fill_columns(image, 0, image.size.width, rgb);
}

void draw_bars(const Image& image) {
    constexpr std::array<std::uint32_t, 8> bars{0xffffff, 0xffff00, 0x00ffff, 0x00ff00,
                                                0xff00ff, 0xff0000, 0x0000ff, 0x000000};
    const std::uint32_t width = image.size.width;
    for (std::uint32_t i = 0; i < bars.size(); ++i)
        fill_columns(image, width * i / 8, width * (i + 1) / 8, bars[i]);
}

void draw_grid(const Image& image) {
    constexpr std::uint32_t distance = 32;
    const auto [width, height] = image.size;
    fill(image, 0);
    for (std::uint32_t x = 0; x < width; x += distance)
        fill_columns(image, x, x + 1, white);
    fill_columns(image, width - 1, width, white);
    for (std::uint32_t y = 0; y < height; y += distance)
        draw_row(image, y, 0, width, white);
    draw_row(image, height - 1, 0, width, white);
}

void draw_checker(const Image& image) {
    fill(image, 0);
    for (std::uint32_t y = 0; y < image.size.height; ++y)
        for (std::uint32_t x = y % 2; x < image.size.width; x += 2)
            draw_row(image, y, x, x + 1, white);
}

}  // namespace kmsmirror::pixels
