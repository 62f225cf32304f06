// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>

#include "base/geometry.h"
#include "base/turn.h"

namespace kmsmirror::kms {

// What a plane shows of its framebuffer, and where on the CRTC: the atomic properties SRC_*, CRTC_* and "rotation".
struct PlaneArea {
    std::uint64_t src_x = 0, src_y = 0, src_w = 0, src_h = 0;  // pixels of the framebuffer, 16.16 fixed point
    Rect crtc;                                                 // pixels of the mode
    Turn turn;
    bool operator==(const PlaneArea&) const = default;
};

// That many pixels of the framebuffer, from its corner, on all of a mode of that size.
[[nodiscard]] inline PlaneArea whole_area(Size size) noexcept {
    return {0, 0, std::uint64_t{size.width} << 16, std::uint64_t{size.height} << 16, rect_of(size), {}};
}

// The value of "rotation" (drm_plane_create_rotation_property()): the picture is mirrored first, in its own axes, and
// then turned counter-clockwise. DRM_MODE_ROTATE_0 is bit 0, DRM_MODE_REFLECT_X, left to right, is bit 4.
[[nodiscard]] constexpr std::uint64_t rotation_value(Turn turn) noexcept {
    constexpr unsigned reflect_x = 4;
    return std::uint64_t{1} << ((4U - turn.quarters) % 4) | std::uint64_t{turn.is_mirrored} << reflect_x;
}

}  // namespace kmsmirror::kms
