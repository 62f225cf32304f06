// SPDX-License-Identifier: MIT
#include "workload.h"

#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <string>

namespace kmsmirror::benchmarks {
namespace {

Rect rect_at(std::uint32_t x, std::uint32_t y, Size size) {
    return Rect{0, 0, static_cast<std::int32_t>(size.width), static_cast<std::int32_t>(size.height)}.moved(
        static_cast<std::int32_t>(x), static_cast<std::int32_t>(y));
}

std::vector<Rect> typing(std::uint32_t frame, Size screen) {
    constexpr Size cell{20, 16};
    const std::uint32_t columns = screen.width / cell.width - 1;  // the last one is the caret's
    const std::uint32_t rows = screen.height / cell.height;
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

Rect cursor_at(std::uint32_t frame, Size screen) {
    constexpr Size size{24, 24};
    const std::uint32_t way = way_of_cursor(frame);
    return rect_at(way % (screen.width - size.width), way / 2 % (screen.height - size.height), size);
}

}  // namespace

std::vector<Rect> damage_of(std::string_view workload, std::uint32_t frame, Size screen) {
    constexpr std::uint32_t bar = 68;
    constexpr Size video{640, 360};
    if (workload == "typing")
        return typing(frame, screen);
    if (workload == "cursor")
        return {cursor_at(frame, screen), cursor_at(frame + 1, screen)};
    if (workload == "scrolling")
        return {rect_at(0, bar, {screen.width, screen.height - bar})};
    if (workload == "video")
        return {rect_at((screen.width - video.width) / 2, (screen.height - video.height) / 2, video)};
    if (workload == "full")
        return {rect_of(screen)};
    throw std::invalid_argument(std::string(workload) + ": not a workload");
}

Rect fitted(const Rect& rect, Size screen, Size display) noexcept {
    const double scale = std::min(static_cast<double>(display.width) / screen.width,
                                  static_cast<double>(display.height) / screen.height);
    const double left = (display.width - screen.width * scale) / 2;
    const double top = (display.height - screen.height * scale) / 2;
    const auto first = [scale](double before, std::int32_t place) {
        return static_cast<std::int32_t>(std::floor(before + place * scale));
    };
    const auto end = [scale](double before, std::int32_t place) {
        return static_cast<std::int32_t>(std::ceil(before + place * scale));
    };
    return {first(left, rect.x1), first(top, rect.y1), end(left, rect.x2), end(top, rect.y2)};
}

}  // namespace kmsmirror::benchmarks
