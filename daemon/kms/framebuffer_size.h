// SPDX-License-Identifier: MIT
#pragma once

#include <string>

#include "base/expected.h"
#include "base/geometry.h"
#include "kms/drm_values.h"

namespace kmsmirror::kms {

// The limit of a driver that leaves no framebuffer for a mode.
enum class FramebufferLimit { min_width, max_width, max_height };

// What size a framebuffer must have to show a mode, which may be smaller than the driver's framebuffers can be: ADDFB2
// refuses what is outside of CardResources' limits (drm_internal_framebuffer_create()), and the list of modes knows
// nothing of them. The mode is its upper part then, see AtomicRequest::enable(). It is never wider than the mode: there
// are drivers that take the framebuffer's width for the display's line length (udl_handle_damage()).
[[nodiscard]] tl::expected<Size, FramebufferLimit> framebuffer_size(const CardResources& limits, Size mode) noexcept;

// For users: "the driver's framebuffers are at least 640 pixels wide".
[[nodiscard]] std::string limit_text(const CardResources& limits, FramebufferLimit limit);

}  // namespace kmsmirror::kms
