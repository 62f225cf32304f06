// SPDX-License-Identifier: MIT
#pragma once

#include "pixels/image.h"

namespace kmsmirror::pixels {

// Fewer bits by ordered dither: pixels of two neighbouring colours in a pattern of eight by eight, so that from afar
// they are the colour between. The pattern stands still on the display, whatever changes.
//
// `rect` of the source, which is XRGB8888, goes to the target, which is RGB565, moved by (dx, dy), whose pixels decide
// which place of the pattern each has.
void dither(const Image& source, const Image& target, const Rect& rect, std::int32_t dx, std::int32_t dy) noexcept;

}  // namespace kmsmirror::pixels
