// SPDX-License-Identifier: MIT
#include "pixels/geometry.h"

namespace kmsmirror::pixels {
namespace {
void centre(std::uint32_t source, std::uint32_t mode, std::int32_t& s1, std::int32_t& s2, std::int32_t& d1,
            std::int32_t& d2) {
    const auto shown = static_cast<std::int32_t>(std::min(source, mode));
    s1 = (static_cast<std::int32_t>(source) - shown) / 2;
    s2 = s1 + shown;
    d1 = (static_cast<std::int32_t>(mode) - shown) / 2;
    d2 = d1 + shown;
}
}  // namespace
Geometry::Geometry(Size source, Size display) noexcept : display_(display) {
    centre(source.width, display.width, source_part_.x1, source_part_.x2, display_part_.x1, display_part_.x2);
    centre(source.height, display.height, source_part_.y1, source_part_.y2, display_part_.y1, display_part_.y2);
}
Region Geometry::map(const Region& of_source) const {
    Region result = of_source;
    result.intersect(source_part_);
    result.move(display_part_.x1 - source_part_.x1, display_part_.y1 - source_part_.y1);
    return result;
}
}  // namespace kmsmirror::pixels
