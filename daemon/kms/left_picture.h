// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>

#include "kms/drm_values.h"
#include "kms/pipeline.h"

namespace kmsmirror::kms {

class Device;

// What a process before this one has left on a display whose card was kept open.
struct LeftPicture {
    std::uint32_t framebuffer_id = 0;
    ModeInfo mode;
};

// Nothing where the display is off, or shows what was not made through this fd, or a part of it, or turns it. With a
// picture the next commit needs no mode set, if it shall have the same mode and format. Only for a pipeline that is
// atomic.
[[nodiscard]] std::optional<LeftPicture> left_picture(Device& device, const Pipeline& pipeline);

// RMFB of all framebuffers that were left, but for one. 0 = all. One that is on a plane turns that plane off.
void remove_left_framebuffers(Device& device, std::uint32_t but_for);

}  // namespace kmsmirror::kms
