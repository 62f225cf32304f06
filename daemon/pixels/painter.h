// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>

#include "pixels/geometry.h"
#include "pixels/image.h"
#include "pixels/region.h"

namespace kmsmirror::pixels {

// Makes a display's pixels of a source's, in one pass and only where it is asked to. What a pixel becomes does not
// depend on what else is painted with it. One thread.
class Painter {
public:
    Painter(const Geometry& geometry, Format from, Format to) noexcept : geometry_(geometry), from_(from), to_(to) {}

    // Both images have the formats and at least the sizes that the painter was made for. `where` is in pixels of the
    // display and inside of it: the source inside of display_part(), black elsewhere. Reads each pixel of the source
    // once, in whole runs, because it may be write-combined memory. Returns the bytes written.
    std::uint64_t paint(const Image& source, const Image& display, const Region& where) const;

private:
    Geometry geometry_;
    [[maybe_unused]] Format from_;  // looked at only while debugging
    Format to_;
};

}  // namespace kmsmirror::pixels
