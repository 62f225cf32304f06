// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>

#include "base/geometry.h"

namespace kmsmirror {

// One of the eight ways in which a picture can lie on a display: first mirrored, left to right, or not; then turned
// clockwise. A value.
struct Turn {
    std::uint8_t quarters = 0;  // of a full turn, clockwise: 0 to 3
    bool is_mirrored = false;

    bool operator==(const Turn&) const = default;
    [[nodiscard]] constexpr bool is_none() const noexcept { return *this == Turn{}; }
    // Whether width and height change places.
    [[nodiscard]] constexpr bool is_sideways() const noexcept { return quarters % 2 != 0; }
    [[nodiscard]] constexpr Size turned(Size size) const noexcept {
        return is_sideways() ? Size{size.height, size.width} : size;
    }
    // This one and then the other. To mirror what was turned is to turn the other way what was mirrored.
    [[nodiscard]] constexpr Turn then(Turn later) const noexcept {
        const unsigned mine = later.is_mirrored ? 4U - quarters : quarters;
        return {static_cast<std::uint8_t>((mine + later.quarters) % 4), is_mirrored != later.is_mirrored};
    }
    // What undoes it.
    [[nodiscard]] constexpr Turn inverse() const noexcept {
        return is_mirrored ? *this : Turn{static_cast<std::uint8_t>((4 - quarters) % 4), false};
    }
};

}  // namespace kmsmirror
