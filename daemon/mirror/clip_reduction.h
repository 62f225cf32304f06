// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "pixels/region.h"

namespace kmsmirror::mirror {

// What one more clip costs a sink, in pixels that could have been sent instead, and how many it may get.
struct ClipCost {
    std::uint64_t pixels_per_clip = 1024;
    std::size_t max_clips = 64;  // the kernel takes up to 256 (DRM_MODE_FB_DIRTY_MAX_CLIPS)
};

// By the sink's driver, as DRM_IOCTL_VERSION says its name.
[[nodiscard]] ClipCost clip_cost(std::string_view driver) noexcept;

// The clips of a commit: they cover `damage`, and two of them are joined where one larger clip costs less than two, or
// where there are more than max_clips. What it takes is bounded, however many pieces the damage has. Any thread.
[[nodiscard]] std::vector<Rect> reduce_clips(const pixels::Region& damage, const ClipCost& cost);

}  // namespace kmsmirror::mirror
