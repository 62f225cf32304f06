// SPDX-License-Identifier: MIT
#include "pixels/geometry.h"

#include <algorithm>

namespace kmsmirror::pixels {
namespace {

Rect centred(Size part, Size whole) noexcept {
    return rect_of(part).moved(static_cast<std::int32_t>((whole.width - part.width) / 2),
                               static_cast<std::int32_t>((whole.height - part.height) / 2));
}

}  // namespace

Geometry::Geometry(Size source, Size display) noexcept : display_(display) {
    const Size shown{std::min(source.width, display.width), std::min(source.height, display.height)};
    source_part_ = centred(shown, source);
    display_part_ = centred(shown, display);
}

Region Geometry::map(Region of_source) const {
    of_source.intersect(source_part_);
    of_source.move(display_part_.x1 - source_part_.x1, display_part_.y1 - source_part_.y1);
    return of_source;
}

Region Geometry::unmap(Region of_display) const {
    of_display.intersect(display_part_);
    of_display.move(source_part_.x1 - display_part_.x1, source_part_.y1 - display_part_.y1);
    return of_display;
}

}  // namespace kmsmirror::pixels
