// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <random>
#include <vector>

#include "base/geometry.h"

namespace kmsmirror::pixels {

// The same shapes in every run.
class RandomShapes {
public:
    explicit RandomShapes(std::uint32_t seed) : engine_(seed) {}

    std::uint32_t below(std::uint32_t end) { return static_cast<std::uint32_t>(engine_() % end); }
    Size size(Size largest) { return {1 + below(largest.width), 1 + below(largest.height)}; }
    // One that is not empty.
    Rect rect(Size inside, Size largest) {
        const auto x = static_cast<std::int32_t>(below(inside.width));
        const auto y = static_cast<std::int32_t>(below(inside.height));
        return rect_of(size(largest)).moved(x, y).intersected(rect_of(inside));
    }
    std::vector<Rect> rects(std::size_t count, Size inside, Size largest) {
        std::vector<Rect> result;
        while (result.size() < count)
            result.push_back(rect(inside, largest));
        return result;
    }

private:
    std::mt19937 engine_;
};

}  // namespace kmsmirror::pixels
