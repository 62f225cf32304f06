// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string_view>

#include "tools/canvas.h"
#include "tools/frame_diff.h"

namespace kmsmirror::tools {

// A picture, or a moving one. What frame n shows depends on n and the size alone.
class Pattern {
public:
    Pattern(std::uint32_t width, std::uint32_t height) : canvas_(width, height) {}
    Pattern(const Pattern&) = delete;
    Pattern& operator=(const Pattern&) = delete;
    virtual ~Pattern() = default;

    // Draws frame `frame`. Afterwards damage() holds all that changed since the frame drawn before.
    void draw(std::uint64_t frame);

    [[nodiscard]] const Canvas& canvas() const noexcept { return canvas_; }
    [[nodiscard]] const Damage& damage() const noexcept { return damage_; }
    [[nodiscard]] virtual bool is_moving() const noexcept { return false; }

protected:
    virtual void draw_first(std::uint64_t frame) = 0;
    virtual void draw_next([[maybe_unused]] std::uint64_t frame) {}
    void add_damage(kmsmirror_rect r);

    Canvas canvas_;  // NOLINT(cppcoreguidelines-non-private-member-variables-in-classes)

private:
    Damage damage_;
    bool is_drawn_ = false;
};

struct PatternKind {
    const char* name;
    const char* picture;  // in words
    std::unique_ptr<Pattern> (*make)(std::uint32_t width, std::uint32_t height);
};

[[nodiscard]] std::span<const PatternKind> pattern_kinds() noexcept;

// Null if no kind has this name.
[[nodiscard]] std::unique_ptr<Pattern> make_pattern(std::string_view name, std::uint32_t width, std::uint32_t height);

}  // namespace kmsmirror::tools
