// SPDX-License-Identifier: MIT
#include "tools/pattern.h"

#include <array>

#include "tools/movie.h"
#include "tools/moving_pattern.h"

namespace kmsmirror::tools {
namespace {

constexpr std::uint32_t black = 0x000000;
constexpr std::uint32_t white = 0xffffff;

// Eight vertical bars: every mixture of full and no red, green and blue.
class Bars final : public Pattern {
public:
    using Pattern::Pattern;

private:
    void draw_first(std::uint64_t /*frame*/) override {
        constexpr std::array<std::uint32_t, 8> colours{white,    0xffff00, 0x00ffff, 0x00ff00,
                                                       0xff00ff, 0xff0000, 0x0000ff, black};
        const std::int32_t width = canvas_.width();
        for (std::int32_t i = 0; i < 8; ++i)
            canvas_.fill({width * i / 8, 0, width * (i + 1) / 8, canvas_.height()},
                         colours[static_cast<std::size_t>(i)]);
    }
};

// Lines of one pixel every 32 pixels and along the edges: shows scaling, cut edges and shifted rows.
class Grid final : public Pattern {
public:
    using Pattern::Pattern;

private:
    void draw_first(std::uint64_t /*frame*/) override {
        constexpr std::int32_t step = 32;
        const std::int32_t width = canvas_.width();
        const std::int32_t height = canvas_.height();
        canvas_.fill(canvas_.whole(), black);
        for (std::int32_t x = 0; x < width; x += step)
            canvas_.fill({x, 0, x + 1, height}, white);
        for (std::int32_t y = 0; y < height; y += step)
            canvas_.fill({0, y, width, y + 1}, white);
        canvas_.fill({width - 1, 0, width, height}, white);
        canvas_.fill({0, height - 1, width, height}, white);
    }
};

// Every other pixel white: the hardest picture for any compression.
class Checker final : public Pattern {
public:
    using Pattern::Pattern;

private:
    void draw_first(std::uint64_t /*frame*/) override {
        for (std::int32_t y = 0; y < canvas_.height(); ++y) {
            auto row = canvas_.row(y, 0, canvas_.width());
            for (std::size_t x = 0; x < row.size(); ++x)
                row[x] = ((x + static_cast<std::size_t>(y)) & 1) != 0 ? white : black;
        }
    }
};

template <class Kind>
std::unique_ptr<Pattern> make(std::uint32_t width, std::uint32_t height) {
    return std::make_unique<Kind>(width, height);
}

constexpr std::array<PatternKind, 5> kinds{{{"bars", "eight colours", make<Bars>},
                                            {"grid", "lines of one pixel", make<Grid>},
                                            {"checker", "every other pixel", make<Checker>},
                                            {"motion", "a moving bar and the number of the frame", make<Motion>},
                                            {"movie", "shapes, running text, changing colours", make<Movie>}}};

}  // namespace

void Pattern::draw(std::uint64_t frame) {
    damage_.clear();
    if (is_drawn_) {
        draw_next(frame);
        return;
    }
    draw_first(frame);
    is_drawn_ = true;
    damage_.assign(1, canvas_.whole());
}

void Pattern::add_damage(kmsmirror_rect r) {
    const kmsmirror_rect inside = canvas_.clipped(r);
    if (inside.x1 < inside.x2)
        damage_.push_back(inside);
}

std::span<const PatternKind> pattern_kinds() noexcept {
    return kinds;
}

std::unique_ptr<Pattern> make_pattern(std::string_view name, std::uint32_t width, std::uint32_t height) {
    for (const PatternKind& kind : kinds)
        if (name == kind.name)
            return kind.make(width, height);
    return nullptr;
}

}  // namespace kmsmirror::tools
