// SPDX-License-Identifier: MIT
#include "ctl/view/drawing.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>
#include <utility>
#include <vector>

#include "ctl/view/words.h"

namespace kmsmirror::ctl {
namespace {

using Corners = std::array<char, 4>;  // from the left one at the top on, clockwise

constexpr std::string_view gap = "    ";

// Characters, which are about twice as high as wide.
Size characters_of(Size pixels) {
    constexpr double most_columns = 30;
    constexpr double most_rows = 9;
    const double scale = std::min(most_columns / pixels.width, most_rows * 2 / pixels.height);
    const auto count = [](double characters) {
        return std::max(2U, static_cast<std::uint32_t>(std::lround(characters)));
    };
    return {count(pixels.width * scale), count(pixels.height * scale / 2)};
}

// Some characters of a row or a column.
struct Stretch {
    std::size_t begin = 0;
    std::size_t end = 0;
    [[nodiscard]] std::size_t length() const noexcept { return end - begin; }
};

// Which of so many characters stand for some pixels. What does not begin or end at the edge does not here.
Stretch stretch(std::int32_t begin, std::int32_t end, std::uint32_t length, std::uint32_t characters) {
    const auto place = [&](std::int32_t pixel) {
        const double share = static_cast<double>(pixel) / length;
        return static_cast<std::uint32_t>(std::lround(share * characters));
    };
    const std::uint32_t first = std::clamp(place(begin), begin > 0 ? 1U : 0U, characters - 1);
    const std::uint32_t last =
        end < static_cast<std::int32_t>(length) ? std::min(place(end), characters - 1) : characters;
    return {first, std::max(last, first + 1)};
}

struct Box {
    Box(Size pixels, const Rect& part)
        : size(characters_of(pixels)),
          x(stretch(part.x1, part.x2, pixels.width, size.width)),
          y(stretch(part.y1, part.y2, pixels.height, size.height)) {}

    [[nodiscard]] bool has_room_for_corners() const noexcept { return x.length() > 1 && y.length() > 1; }

    Size size;
    Stretch x, y;  // of the part
};

std::vector<std::string> draw(std::string head, const Box& box, const std::optional<Corners>& corners) {
    std::vector<std::string> rows(box.size.height, std::string(box.size.width, ' '));
    for (std::size_t y = box.y.begin; y < box.y.end; ++y)
        rows[y].replace(box.x.begin, box.x.length(), box.x.length(), '#');
    if (corners) {
        rows[box.y.begin][box.x.begin] = (*corners)[0];
        rows[box.y.begin][box.x.end - 1] = (*corners)[1];
        rows[box.y.end - 1][box.x.end - 1] = (*corners)[2];
        rows[box.y.end - 1][box.x.begin] = (*corners)[3];
    }
    const std::string edge = '+' + std::string(box.size.width, '-') + '+';
    std::vector<std::string> lines{std::move(head), edge};
    for (const std::string& row : rows)
        lines.push_back('|' + row + '|');
    lines.push_back(edge);
    return lines;
}

Corners turn_corners(Corners corners, Turn turn) {
    if (turn.is_mirrored)
        corners = {corners[1], corners[0], corners[3], corners[2]};
    std::rotate(corners.begin(), corners.end() - turn.quarters, corners.end());
    return corners;
}

std::string side_by_side(const std::vector<std::string>& left, const std::vector<std::string>& right) {
    std::size_t width = 0;
    for (const std::string& line : left)
        width = std::max(width, line.size());
    std::string text;
    for (std::size_t i = 0; i < std::max(left.size(), right.size()); ++i) {
        const std::string first = i < left.size() ? left[i] : "";
        text += i < right.size() ? fmt::format("{:<{}}{}{}\n", first, width, gap, right[i]) : first + '\n';
    }
    return text;
}

std::string turn_words(const Sink& sink, const PlacedPicture& placed) {
    std::vector<std::string> turns;
    if (sink.reflection == "x" || sink.reflection == "y")
        turns.push_back(fmt::format("mirrored {}", sink.reflection == "x" ? "left to right" : "top to bottom"));
    if (sink.rotation != 0)
        turns.push_back(fmt::format("turned clockwise by {} degrees", sink.rotation));
    if (!placed.panel_turn.is_none())
        turns.emplace_back("turned as the panels are built in");
    return turns.empty() ? "" : fmt::format("It is {}. ", fmt::join(turns, ", then "));
}

}  // namespace

std::string drawing_text(const Sink& sink, const PlacedPicture& placed, const Output& output) {
    const Box source(placed.source, placed.source_part);
    const Box display(placed.display, placed.display_part);
    std::optional<Corners> corners;
    std::optional<Corners> turned_corners;
    if (source.has_room_for_corners() && display.has_room_for_corners()) {
        corners = {'A', 'B', 'C', 'D'};
        turned_corners = turn_corners(*corners, placed.turn);
    }
    const auto head = [](const char* what, Size size) {
        return fmt::format("{} {}x{}", what, size.width, size.height);
    };
    const char* const legend = corners ? "#, with the corners A, B, C and D, is what is shown" : "# is what is shown";
    return side_by_side(draw(head("source", placed.source), source, corners),
                        draw(head("display", placed.display), display, turned_corners)) +
           wrapped(fmt::format("{}{}; the rest of the display is black.", turn_words(sink, placed), legend),
                   output.width(), 0);
}

}  // namespace kmsmirror::ctl
