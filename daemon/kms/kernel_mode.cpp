// SPDX-License-Identifier: MIT
#include "kms/kernel_mode.h"

#include <algorithm>

namespace kmsmirror::kms {

drm_mode_modeinfo kernel_mode(const ModeInfo& mode) noexcept {
    drm_mode_modeinfo info{};
    info.clock = mode.clock;
    info.hdisplay = mode.hdisplay;
    info.hsync_start = mode.hsync_start;
    info.hsync_end = mode.hsync_end;
    info.htotal = mode.htotal;
    info.hskew = mode.hskew;
    info.vdisplay = mode.vdisplay;
    info.vsync_start = mode.vsync_start;
    info.vsync_end = mode.vsync_end;
    info.vtotal = mode.vtotal;
    info.vscan = mode.vscan;
    info.vrefresh = mode.vrefresh;
    info.flags = mode.flags;
    info.type = mode.type;
    static_assert(sizeof(info.name) == sizeof(mode.name));
    std::copy(mode.name.begin(), mode.name.end(), std::begin(info.name));
    return info;
}

}  // namespace kmsmirror::kms
