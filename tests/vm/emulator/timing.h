// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>

#include "base/geometry.h"

namespace kmsmirror::emulator {

// A display timing as EDID and DRM count it, in pixels and lines from the start of the visible area.
struct Timing {
    std::uint32_t clock_khz = 0;
    std::uint32_t hdisplay = 0, hsync_start = 0, hsync_end = 0, htotal = 0;
    std::uint32_t vdisplay = 0, vsync_start = 0, vsync_end = 0, vtotal = 0;
    bool hsync_positive = false, vsync_positive = false;
};

// WxH at 60 Hz: the VESA DMT or CTA timing where there is one, otherwise CVT with reduced blanking.
[[nodiscard]] Timing timing_for(Size size);

}  // namespace kmsmirror::emulator
