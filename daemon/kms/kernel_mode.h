// SPDX-License-Identifier: MIT
#pragma once

#include <drm_mode.h>

#include <algorithm>
#include <iterator>

#include "kms/drm_values.h"

namespace kmsmirror::kms {

// A mode as ioctls and MODE_ID take it.
[[nodiscard]] drm_mode_modeinfo kernel_mode(const ModeInfo& mode) noexcept;

// The other way round, from struct drm_mode_modeinfo or libdrm's name for the same.
template <class KernelMode>
[[nodiscard]] ModeInfo copy_mode(const KernelMode& info) noexcept {
    ModeInfo mode;
    mode.clock = info.clock;
    mode.hdisplay = info.hdisplay;
    mode.hsync_start = info.hsync_start;
    mode.hsync_end = info.hsync_end;
    mode.htotal = info.htotal;
    mode.hskew = info.hskew;
    mode.vdisplay = info.vdisplay;
    mode.vsync_start = info.vsync_start;
    mode.vsync_end = info.vsync_end;
    mode.vtotal = info.vtotal;
    mode.vscan = info.vscan;
    mode.vrefresh = info.vrefresh;
    mode.flags = info.flags;
    mode.type = info.type;
    static_assert(sizeof(info.name) == sizeof(mode.name));
    std::copy(std::begin(info.name), std::end(info.name), mode.name.begin());
    return mode;
}

}  // namespace kmsmirror::kms
