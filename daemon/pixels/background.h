// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>

#include "pixels/image.h"

namespace kmsmirror::pixels {

// Fills the image with one colour, 0xRRGGBB.
void fill(const Image& image, std::uint32_t rgb);

// Test patterns. Eight vertical colour bars: white, yellow, cyan, green, magenta, red, blue, black.
void draw_bars(const Image& image);
// White lines of one pixel on black, 32 pixels apart and along all edges: shows what is cut off or scaled.
void draw_grid(const Image& image);
// Black and white pixels in turn: shows what is scaled or sent with less colours.
void draw_checker(const Image& image);

}  // namespace kmsmirror::pixels
