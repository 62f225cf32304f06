// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>

#include "tools/screen.h"

namespace kmsmirror::tools {

// When the next frame is due. A frame that comes late moves the ones after it.
class Pacer {
public:
    // 0 = always at once.
    explicit Pacer(std::uint32_t fps) : period_(fps == 0 ? 0 : 1000000000 / fps), due_(Clock::now()) {}

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
