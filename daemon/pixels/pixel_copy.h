// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <span>

#include "pixels/image.h"

namespace kmsmirror::pixels {

// Copies `rects` (in coordinates of `source`, inside of it) to `target`, moved by (dx, dy) and inside of that too;
// converts where the formats differ. Each source pixel is read once, in whole runs, because the source may be
// write-combined memory. Returns the bytes written.
std::uint64_t copy_pixels(const Image& source, const Image& target, std::span<const Rect> rects, std::int32_t dx,
                          std::int32_t dy);

}  // namespace kmsmirror::pixels
