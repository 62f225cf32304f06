// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>

#include "pixels/image.h"

namespace kmsmirror::pixels {

// Fills the image with one colour, 0xRRGGBB.
void fill(const Image& image, std::uint32_t rgb);

// Eight vertical colour bars: white, yellow, cyan, green, magenta, red, blue, black.
void draw_bars(const Image& image);

}  // namespace kmsmirror::pixels
