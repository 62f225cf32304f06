// SPDX-License-Identifier: MIT
#pragma once

#include <vector>

#include "tools/pattern.h"

namespace kmsmirror::tools {

// A pattern of things that move over a background. Of a frame it draws only the things and what they uncover; the
// whole picture where a new scene begins.
class MovingPattern : public Pattern {
public:
    using Pattern::Pattern;
    [[nodiscard]] bool is_moving() const noexcept final { return true; }

protected:
    [[nodiscard]] virtual std::uint64_t scene_of([[maybe_unused]] std::uint64_t frame) const { return 0; }
    // `area` lies inside the canvas.
    virtual void draw_background(std::uint64_t scene, kmsmirror_rect area) = 0;
    // Draws all things, always in the same order, and calls add_thing() with the rectangle around each.
    virtual void draw_things(std::uint64_t frame) = 0;
    // A thing with the same rectangle and the same `look` as in the frame before has not changed.
    void add_thing(kmsmirror_rect r, std::uint64_t look = 0) { things_.push_back({canvas_.clipped(r), look}); }

private:
    void draw_first(std::uint64_t frame) final;
    void draw_next(std::uint64_t frame) final;

    struct Thing {
        kmsmirror_rect area;
        std::uint64_t look;
    };
    void add_damage_of(const Thing& before, const Thing& now);

    std::uint64_t scene_ = 0;
    std::vector<Thing> things_;
    std::vector<Thing> things_before_;
};

// Where something is at `time` that runs to and fro between 0 and `range`.
[[nodiscard]] std::int32_t bounce(std::uint64_t time, std::int32_t range) noexcept;

// A bar that runs from the left to the right, and the number of the frame.
class Motion final : public MovingPattern {
public:
    using MovingPattern::MovingPattern;

private:
    void draw_background(std::uint64_t scene, kmsmirror_rect area) override;
    void draw_things(std::uint64_t frame) override;
};

}  // namespace kmsmirror::tools
