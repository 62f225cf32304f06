// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>

#include "tools/screen.h"

namespace kmsmirror::tools {

// Of a frame, when there are at most so many of them a second; 0 = as many as there can be.
[[nodiscard]] inline std::chrono::nanoseconds period_of(std::uint32_t fps) noexcept {
    return std::chrono::nanoseconds(fps == 0 ? 0 : 1000000000 / fps);
}

// When the next frame is due. A frame that comes late moves the ones after it.
class Pacer {
public:
    // 0 = always at once.
    explicit Pacer(std::chrono::nanoseconds period) : period_(period), due_(Clock::now()) {}

    [[nodiscard]] Clock::time_point next() {
        const Clock::time_point due = due_;
        due_ = std::max(due_, Clock::now()) + period_;
        return due;
    }

private:
    std::chrono::nanoseconds period_;
    Clock::time_point due_;
};

}  // namespace kmsmirror::tools
