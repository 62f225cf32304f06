// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>

#include "base/geometry.h"
#include "base/placement.h"
#include "pixels/region.h"

namespace kmsmirror::pixels {

// Where the pixels of a source come to lie on a display, and back. The only place where one kind of coordinates becomes
// the other: damage is in those of the source, clips are in those of the display. A value.
class Geometry {
public:
    // Along one axis of the source: where the middle of a pixel of display_part() lies, in Q16.16 as pixman has it.
    // pixman adds up in the same way, so that all pixels are told exactly of which others they are made.
    struct Axis {
        bool follows_y = false;    // of the display
        std::int32_t scale = 0;    // pixels of the source for one of the display; negative = the other way round
        std::int32_t offset = 0;   // where the display's first pixel begins
        std::uint32_t length = 0;  // of the source, in pixels
        std::int32_t reach = 0;    // of the filter, to either side of the middle; Q16.16
        bool operator==(const Axis&) const = default;
        // How many pixels of the source the filter `area` makes one of the display of; Q16.16.
        [[nodiscard]] std::int32_t covered() const noexcept;
    };

    Geometry(Size source, Size display, const Placement& placement) noexcept;

    [[nodiscard]] Size display() const noexcept { return display_; }
    [[nodiscard]] const Rect& source_part() const noexcept { return source_part_; }  // what is shown, rounded outwards
    [[nodiscard]] const Rect& display_part() const noexcept { return display_part_; }  // where; the rest is black
    [[nodiscard]] const Turn& turn() const noexcept { return turn_; }
    // What `automatic` came to. Where nothing is scaled it is `nearest`.
    [[nodiscard]] Filter filter() const noexcept { return filter_; }
    [[nodiscard]] bool is_scaled() const noexcept { return is_scaled_; }
    // Neither scaled nor turned.
    [[nodiscard]] bool is_plain() const noexcept { return !is_scaled_ && turn_.is_none(); }
    [[nodiscard]] bool fills_display() const noexcept { return display_part_ == rect_of(display_); }
    // Whether any display can scan out the source's own memory, from source_part() on: nothing is black.
    [[nodiscard]] bool is_importable() const noexcept { return is_plain() && fills_display(); }

    // The axes of the source.
    [[nodiscard]] const Axis& x() const noexcept { return x_; }
    [[nodiscard]] const Axis& y() const noexcept { return y_; }

    // The pixels of the display that change when these of the source do: never less, and more only by rounding.
    [[nodiscard]] Region map(const Region& of_source) const;
    // The pixels of the source of which these of the display are made: map(unmap(r)) covers r but for the border.
    [[nodiscard]] Region unmap(const Region& of_display) const;

    bool operator==(const Geometry&) const = default;

private:
    Size display_;
    Turn turn_;
    Rect source_part_;
    Rect display_part_;
    bool is_scaled_ = false;
    Filter filter_ = Filter::nearest;
    Axis x_, y_;
};

}  // namespace kmsmirror::pixels
