// SPDX-License-Identifier: MIT
#include "tools/movie.h"

#include <algorithm>
#include <string>

namespace kmsmirror::tools {
namespace {

constexpr std::uint64_t scene_frames = 75;
constexpr std::uint64_t line_runs = 20;   // frames
constexpr std::uint64_t line_rests = 30;  // frames

// The frames up to `frame` in which the line has moved.
std::uint64_t line_steps(std::uint64_t frame) {
    const std::uint64_t period = line_runs + line_rests;
    return frame / period * line_runs + std::min(frame % period, line_runs);
}

}  // namespace

Movie::Movie(std::uint32_t width, std::uint32_t height) : MovingPattern(width, height), column_colours_(width) {}

std::uint64_t Movie::scene_of(std::uint64_t frame) const {
    return frame / scene_frames;
}

void Movie::draw_background(std::uint64_t scene, kmsmirror_rect area) {
    // red and blue run across, green runs down; where each starts depends on the scene
    const std::uint64_t shift = scene % 8 * 24;
    const auto width = static_cast<std::uint64_t>(canvas_.width());
    const auto height = static_cast<std::uint64_t>(canvas_.height());
    for (auto x = static_cast<std::size_t>(area.x1); x < static_cast<std::size_t>(area.x2); ++x) {
        const auto across = static_cast<std::uint32_t>(bounce(x * 192 / width + shift, 192));
        column_colours_[x] = across << 16 | (224 - across);
    }
    const auto columns = std::span(column_colours_).subspan(static_cast<std::size_t>(area.x1));
    for (std::int32_t y = area.y1; y < area.y2; ++y) {
        const auto down =
            static_cast<std::uint32_t>(bounce(static_cast<std::uint64_t>(y) * 128 / height + 2 * shift, 128));
        auto row = canvas_.row(y, area.x1, area.x2);
        for (std::size_t i = 0; i < row.size(); ++i)
            row[i] = columns[i] + (down << 8);
    }
}

void Movie::draw_things(std::uint64_t frame) {
    draw_shapes(frame);
    draw_line(frame);
    const std::int32_t scale = std::max(canvas_.height() / 192, 1);
    add_thing(canvas_.draw_text(4 * scale, 4 * scale, scale, std::to_string(frame), 0xffffff), frame);
}

void Movie::draw_shapes(std::uint64_t frame) {
    const std::int32_t radius = std::max(canvas_.height() / 14, 1);
    const std::int32_t across = canvas_.width() - 2 * radius - 1;
    const std::int32_t down = canvas_.height() * 3 / 4 - 2 * radius - 1;
    add_thing(
        canvas_.draw_disc(radius + bounce(frame * 7, across), radius + bounce(frame * 5, down), radius, 0xffe040));
    add_thing(canvas_.draw_diamond(radius + bounce(frame * 4 + 300, across), radius + bounce(frame * 3 + 200, down),
                                   radius, 0x40ffc0));
    // this one moves only in every fourth frame
    const std::int32_t x = bounce(frame / 4 * 9 + 150, across);
    const std::int32_t y = bounce(frame / 4 * 6 + 80, down);
    const kmsmirror_rect square{x, y, x + 2 * radius, y + radius};
    canvas_.fill(square, 0xff4060);
    add_thing(square);
}

void Movie::draw_line(std::uint64_t frame) {
    constexpr std::string_view text = "ONE PICTURE  MANY DISPLAYS  DRAWN ONCE BY THE BOARD AND SHOWN OVER USB";
    const std::int32_t scale = std::max(canvas_.height() / 128, 1);
    const std::int32_t top = canvas_.height() * 7 / 8 - text_height * scale / 2;
    const auto period =
        static_cast<std::uint64_t>(canvas_.width()) + static_cast<std::uint64_t>(text_width(text, scale));
    const auto gone = static_cast<std::int32_t>((line_steps(frame) * 6 + period / 2) % period);
    add_thing(canvas_.draw_text(canvas_.width() - gone, top, scale, text, 0xffffff), static_cast<std::uint64_t>(gone));
}

}  // namespace kmsmirror::tools
