// SPDX-License-Identifier: MIT
#pragma once

#include "pixels/geometry.h"
#include "pixels/image.h"
#include "pixels/pixel_copy.h"

namespace kmsmirror::pixels {

class Painter {
public:
    Painter(const Geometry& geometry, Format, Format) : geometry_(geometry) {}
    std::uint64_t paint(const Image& source, const Image& display, const Region& where) const {
        Region part = where;
        part.intersect(geometry_.display_part());
        const auto dx = geometry_.display_part().x1 - geometry_.source_part().x1;
        const auto dy = geometry_.display_part().y1 - geometry_.source_part().y1;
        part.move(-dx, -dy);
        return copy_pixels(source, display, part.rects(), dx, dy);
    }

private:
    Geometry geometry_;
};

}  // namespace kmsmirror::pixels
