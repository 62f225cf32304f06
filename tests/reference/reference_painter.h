// SPDX-License-Identifier: MIT
#pragma once

#include <pixman.h>

#include <cstdint>

#include "base/placement.h"

// How a picture lies on a display, worked out once more and with fractions, from what is promised to users: what the
// daemon shows is compared with this.
namespace kmsmirror::reference {

// Paints the whole source in one call of pixman, and black around it. The images are the source's picture and the
// display's, in any format that pixman knows; the source gets pixman's transform and filter.
void paint(pixman_image_t* source, pixman_image_t* display, const Placement& placement);

// What a display of fewer bits has for the colour 0xRRGGBB at (x, y). `bits`: of red, green and blue.
struct Bits {
    unsigned red = 0, green = 0, blue = 0;
};
[[nodiscard]] std::uint32_t reduced_colour(std::uint32_t rgb, const Bits& bits, bool is_dithered, std::uint32_t x,
                                           std::uint32_t y);
[[nodiscard]] std::uint32_t grey(std::uint32_t rgb);
[[nodiscard]] bool is_white(std::uint32_t rgb, std::uint32_t x, std::uint32_t y);  // in black and white, by dither

}  // namespace kmsmirror::reference
