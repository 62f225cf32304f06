// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>

#include "base/dither.h"
#include "pixels/geometry.h"
#include "pixels/image.h"
#include "pixels/region.h"
#include "pixels/scaler.h"

namespace kmsmirror::pixels {

// Makes a display's pixels of a source's, in one pass and only where it is asked to. What a pixel becomes does not
// depend on what else is painted with it. One thread.
class Painter {
public:
    // `from`: XRGB8888 or RGB565. `dither`: where the display has fewer bits than the source or than what scaling makes
    // of it. Throws std::bad_alloc.
    Painter(const Geometry& geometry, Format from, Format to, Dither dither);

    [[nodiscard]] bool is_for(const Geometry& geometry, Format from, Format to, Dither dither) const noexcept {
        return geometry_ == geometry && from_ == from && to_ == to && dither_ == dither;
    }

    // Both images have the formats and at least the sizes that the painter was made for. `where` is in pixels of the
    // display and inside of it: the source inside of display_part(), black elsewhere. While nothing is scaled or
    // turned, each pixel of the source is read once, in whole runs, because it may be write-combined memory. Returns
    // the bytes written. Throws std::bad_alloc.
    std::uint64_t paint(const Image& source, const Image& display, const Region& where);

private:
    void paint_reduced(const Image& source, const Image& display, const Rect& rect);
    void scale(const Image& source, const Image& display, const Rect& rect);

    Geometry geometry_;
    Format from_;
    Format to_;
    Dither dither_;
    bool reduces_;                  // pixels are made by reduce()
    std::optional<Scaler> scaler_;  // none = plain
    std::optional<Block> block_;    // what is on its way to a display where pixman cannot put it
    LastWrapped target_;
};

}  // namespace kmsmirror::pixels
