// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>

#include "engine/world.h"

namespace kmsmirror::tests {

// Displays of other drivers than udl and gud: "left" is the one under test, "right" a udl that must not suffer.
class SinkCoverage : public World {
protected:
    static constexpr Rect small_rect{100, 75, 140, 105};
    static constexpr std::uint64_t small_area = 40 * 30;

    void start_with(const fakes::Personality& left, const fakes::Personality& source = fakes::pl111());
    void start_on_copy_with(const fakes::Personality& left);

    // Whether left shows the middle of the source, and right all of it.
    [[nodiscard]] ::testing::AssertionResult shows_the_middle();
    void show_frames(int count);
    // How many pixels left reads for a frame that changes small_rect only.
    [[nodiscard]] std::uint64_t pixels_for_a_small_change();
    [[nodiscard]] std::uint64_t calls(fakes::Call call) { return drm_.calls(call, card("left")); }
    void expect_no_loss();
};

}  // namespace kmsmirror::tests
