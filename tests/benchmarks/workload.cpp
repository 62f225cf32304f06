// SPDX-License-Identifier: MIT
#include "workload.h"

#include <stdexcept>
#include <string>

namespace kmsmirror::benchmarks {
namespace {

Rect rect_at(std::uint32_t x, std::uint32_t y, Size size) {
    return Rect{0, 0, static_cast<std::int32_t>(size.width), static_cast<std::int32_t>(size.height)}.moved(
        static_cast<std::int32_t>(x), static_cast<std::int32_t>(y));
}

std::vector<Rect> typing(std::uint32_t frame) {
    constexpr Size cell{20, 16};
    constexpr std::uint32_t columns = screen_size.width / cell.width - 1;  // the last one is the caret's
    constexpr std::uint32_t rows = screen_size.height / cell.height;
    const std::uint32_t x = frame % columns * cell.width;
    const std::uint32_t y = frame / columns % rows * cell.height;
    return {rect_at(x, y, cell), rect_at(x + cell.width, y, cell)};
}

// The sum of steps that grow from 2 to 64 pixels, again and again.
std::uint32_t way_of_cursor(std::uint32_t frame) {
    constexpr std::uint32_t steps = 6;
    const std::uint32_t rounds = frame / steps;
    return rounds * ((2U << steps) - 2) + (2U << frame % steps) - 2;
}

Rect cursor_at(std::uint32_t frame) {
    constexpr Size size{24, 24};
    const std::uint32_t way = way_of_cursor(frame);
    return rect_at(way % (screen_size.width - size.width), way / 2 % (screen_size.height - size.height), size);
}

}  // namespace

std::vector<Rect> damage_of(std::string_view workload, std::uint32_t frame) {
    if (workload == "typing")
        return typing(frame);
    if (workload == "cursor")
        return {cursor_at(frame), cursor_at(frame + 1)};
    if (workload == "scrolling")
        return {rect_at(0, 68, {screen_size.width, screen_size.height - 68})};
    if (workload == "video")
        return {rect_at(192, 204, {640, 360})};
    if (workload == "full")
        return {rect_of(screen_size)};
    throw std::invalid_argument(std::string(workload) + ": not a workload");
}

}  // namespace kmsmirror::benchmarks
