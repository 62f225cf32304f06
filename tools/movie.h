// SPDX-License-Identifier: MIT
#pragma once

#include <vector>

#include "tools/moving_pattern.h"

namespace kmsmirror::tools {

// A moving picture to look at: shapes over colours that flow into each other, other colours now and then, a line of
// text that runs for a while and rests for a while, and the number of the frame. So damage is small, larger,
// everything.
class Movie final : public MovingPattern {
public:
    Movie(std::uint32_t width, std::uint32_t height);

private:
    [[nodiscard]] std::uint64_t scene_of(std::uint64_t frame) const override;
    void draw_background(std::uint64_t scene, kmsmirror_rect area) override;
    void draw_things(std::uint64_t frame) override;
    void draw_shapes(std::uint64_t frame);
    void draw_line(std::uint64_t frame);

    // The background is the sum of a colour for each column and one for each row.
    std::vector<std::uint32_t> column_colours_;
};

}  // namespace kmsmirror::tools
