// SPDX-License-Identifier: MIT
#include "kms/framebuffer_size.h"

#include <fmt/format.h>

#include <algorithm>

namespace kmsmirror::kms {

tl::expected<Size, FramebufferLimit> framebuffer_size(const CardResources& limits, Size mode) noexcept {
    if (mode.width < limits.min.width)
        return tl::unexpected(FramebufferLimit::min_width);
    if (mode.width > limits.max.width)
        return tl::unexpected(FramebufferLimit::max_width);
    if (mode.height > limits.max.height)
        return tl::unexpected(FramebufferLimit::max_height);
    return Size{mode.width, std::max(mode.height, limits.min.height)};
}

std::string limit_text(const CardResources& limits, FramebufferLimit limit) {
    switch (limit) {
        case FramebufferLimit::min_width:
            return fmt::format("the driver's framebuffers are at least {} pixels wide", limits.min.width);
        case FramebufferLimit::max_width:
            return fmt::format("the driver's framebuffers are at most {} pixels wide", limits.max.width);
        case FramebufferLimit::max_height:
            break;
    }
    return fmt::format("the driver's framebuffers are at most {} pixels high", limits.max.height);
}

}  // namespace kmsmirror::kms
