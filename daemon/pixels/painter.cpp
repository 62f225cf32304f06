// SPDX-License-Identifier: MIT
#include "pixels/painter.h"

#include <cassert>
#include <vector>

#include "pixels/background.h"
#include "pixels/pixel_copy.h"

namespace kmsmirror::pixels {

std::uint64_t Painter::paint(const Image& source, const Image& display, const Region& where) const {
    assert(source.format == from_ && display.format == to_);
    const Rect& shown = geometry_.display_part();
    const std::int32_t dx = shown.x1 - geometry_.source_part().x1;
    const std::int32_t dy = shown.y1 - geometry_.source_part().y1;
    std::vector<Rect> rects = where.rects();
    for (Rect& rect : rects)
        rect = rect.intersected(shown).moved(-dx, -dy);
    std::erase_if(rects, [](const Rect& rect) { return rect.empty(); });
    const std::uint64_t bytes = copy_pixels(source, display, rects, dx, dy);
    if (where.bounds() == where.bounds().intersected(shown))
        return bytes;
    Region border = where;
    border.subtract(Region(shown));
    for (const Rect& rect : border.rects())
        fill(display.part(rect), 0);
    return bytes + border.area() * bytes_per_pixel(to_);
}

}  // namespace kmsmirror::pixels
