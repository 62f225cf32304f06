// SPDX-License-Identifier: MIT
#pragma once

#include "base/geometry.h"
#include "pixels/region.h"

namespace kmsmirror::mirror {

// Which part of the source a sink shows, and where: `source` is in source pixels, its upper left corner appears at
// (x, y) of the sink's mode. One source pixel is one sink pixel.
struct Viewport {
    Rect source;
    std::int32_t x = 0;
    std::int32_t y = 0;

    bool operator==(const Viewport&) const = default;
    // How far a source coordinate moves to become a sink coordinate.
    [[nodiscard]] std::int32_t dx() const noexcept { return x - source.x1; }
    [[nodiscard]] std::int32_t dy() const noexcept { return y - source.y1; }
    // Whether the source fills the whole mode, so that the sink can show the source's own memory.
    [[nodiscard]] bool covers(Size mode) const noexcept;
};

// Centres the source in the mode: cut off where it is larger, with a border where it is smaller.
[[nodiscard]] Viewport centred_viewport(Size source, Size mode) noexcept;

}  // namespace kmsmirror::mirror
