// SPDX-License-Identifier: MIT
#pragma once

#include "base/geometry.h"
#include "pixels/region.h"

namespace kmsmirror::pixels {

// Where the pixels of a source come to lie on a display, and back. The only place where one kind of coordinates becomes
// the other: damage is in those of the source, clips are in those of the display. A value.
//
// One pixel of the source is one of the display. The source is centred: cut off where it is larger, with a black border
// where it is smaller.
class Geometry {
public:
    Geometry(Size source, Size display) noexcept;

    [[nodiscard]] Size display() const noexcept { return display_; }
    [[nodiscard]] const Rect& source_part() const noexcept { return source_part_; }    // what is shown
    [[nodiscard]] const Rect& display_part() const noexcept { return display_part_; }  // where; the rest is black
    // Whether the display can scan out the source's own memory, from source_part() on: nothing is black.
    [[nodiscard]] bool is_importable() const noexcept { return display_part_ == rect_of(display_); }

    // The pixels of the display that change when these of the source do.
    [[nodiscard]] Region map(Region of_source) const;
    // The pixels of the source of which these of the display are made: map(unmap(r)) is r but for the border.
    [[nodiscard]] Region unmap(Region of_display) const;

    bool operator==(const Geometry&) const = default;

private:
    Size display_;
    Rect source_part_;
    Rect display_part_;
};

}  // namespace kmsmirror::pixels
