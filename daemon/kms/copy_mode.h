// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <iterator>

namespace kmsmirror::kms {

// A mode as the kernel (struct drm_mode_modeinfo), libdrm and the project have it: one structure with three names.
template <class To, class From>
[[nodiscard]] To copy_mode(const From& from) noexcept {
    To to{};
    to.clock = from.clock;
    to.hdisplay = from.hdisplay;
    to.hsync_start = from.hsync_start;
    to.hsync_end = from.hsync_end;
    to.htotal = from.htotal;
    to.hskew = from.hskew;
    to.vdisplay = from.vdisplay;
    to.vsync_start = from.vsync_start;
    to.vsync_end = from.vsync_end;
    to.vtotal = from.vtotal;
    to.vscan = from.vscan;
    to.vrefresh = from.vrefresh;
    to.flags = from.flags;
    to.type = from.type;
    static_assert(sizeof(from.name) == sizeof(to.name));
    std::copy(std::begin(from.name), std::end(from.name), std::begin(to.name));
    return to;
}

}  // namespace kmsmirror::kms
