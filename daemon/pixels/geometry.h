// SPDX-License-Identifier: MIT
#pragma once

#include "base/geometry.h"
#include "pixels/region.h"

namespace kmsmirror::pixels {

class Geometry {
public:
    Geometry(Size source, Size display) noexcept;
    Geometry() = default;
    [[nodiscard]] Size display() const noexcept { return display_; }
    [[nodiscard]] const Rect& source_part() const noexcept { return source_part_; }
    [[nodiscard]] const Rect& display_part() const noexcept { return display_part_; }
    [[nodiscard]] bool is_importable() const noexcept { return display_part_ == rect_of(display_); }
    [[nodiscard]] Region map(const Region& of_source) const;
    bool operator==(const Geometry&) const = default;

private:
    Size display_;
    Rect source_part_;
    Rect display_part_;
};

}  // namespace kmsmirror::pixels
