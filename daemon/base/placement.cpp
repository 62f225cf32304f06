// SPDX-License-Identifier: MIT
#include "base/placement.h"

#include <fmt/format.h>

#include <array>
#include <utility>

#include "base/words.h"

namespace kmsmirror {
namespace {

constexpr std::uint32_t largest_coordinate = 16384;
constexpr std::uint32_t most_displays = 64;  // in a row of a wall
constexpr std::string_view wall_prefix = "wall:";

constexpr std::array<std::pair<Fit, std::string_view>, 5> fits{{{Fit::fit, "fit"},
                                                                {Fit::fill, "fill"},
                                                                {Fit::stretch, "stretch"},
                                                                {Fit::integer, "integer"},
                                                                {Fit::none, "none"}}};
constexpr std::array<std::pair<Filter, std::string_view>, 4> filters{{{Filter::automatic, "auto"},
                                                                      {Filter::nearest, "nearest"},
                                                                      {Filter::bilinear, "bilinear"},
                                                                      {Filter::area, "area"}}};
constexpr std::array<std::pair<Reflection, std::string_view>, 3> reflections{
    {{Reflection::none, "none"}, {Reflection::x, "x"}, {Reflection::y, "y"}}};

constexpr std::array<std::pair<PanelOrientation, std::string_view>, 4> orientations{
    {{PanelOrientation::normal, "normal"},
     {PanelOrientation::upside_down, "upside-down"},
     {PanelOrientation::left_side_up, "left-side-up"},
     {PanelOrientation::right_side_up, "right-side-up"}}};

// Two numbers with that character between them.
std::optional<std::pair<std::uint32_t, std::uint32_t>> parse_pair(std::string_view text, char between,
                                                                  std::uint32_t low, std::uint32_t high) noexcept {
    const auto place = text.find(between);
    if (place == std::string_view::npos)
        return std::nullopt;
    const auto first = parse_number(text.substr(0, place), low, high);
    const auto second = parse_number(text.substr(place + 1), low, high);
    return first && second ? std::optional(std::pair(*first, *second)) : std::nullopt;
}

std::optional<RegionChoice> parse_wall(std::string_view text) noexcept {
    const auto colon = text.find(':');
    if (colon == std::string_view::npos)
        return std::nullopt;
    const auto size = parse_pair(text.substr(0, colon), 'x', 1, most_displays);
    const auto place = parse_pair(text.substr(colon + 1), ',', 0, most_displays - 1);
    if (!size || !place || place->first >= size->first || place->second >= size->second)
        return std::nullopt;
    return Wall{size->first, size->second, place->first, place->second};
}

std::optional<RegionChoice> parse_rect(std::string_view text) noexcept {
    const auto second_comma = text.find(',', text.find(',') + 1);
    if (second_comma == std::string_view::npos)
        return std::nullopt;
    const auto corner = parse_pair(text.substr(0, second_comma), ',', 0, largest_coordinate);
    const auto opposite = parse_pair(text.substr(second_comma + 1), ',', 0, largest_coordinate);
    if (!corner || !opposite)
        return std::nullopt;
    const Rect rect{static_cast<std::int32_t>(corner->first), static_cast<std::int32_t>(corner->second),
                    static_cast<std::int32_t>(opposite->first), static_cast<std::int32_t>(opposite->second)};
    return rect.empty() ? std::nullopt : std::optional<RegionChoice>(rect);
}

// The part of a length that one of `count` displays shows, when `bezel` pixels are hidden between two.
std::pair<std::int32_t, std::int32_t> share(std::uint32_t length, std::uint32_t count, std::uint32_t index,
                                            std::uint32_t bezel) noexcept {
    const auto edge = [&](std::uint32_t i) {
        return static_cast<std::int32_t>((std::uint64_t{i} * (std::uint64_t{length} + bezel) + count / 2) / count);
    };
    return {edge(index), edge(index + 1) - static_cast<std::int32_t>(bezel)};
}

}  // namespace

Turn turn_of(std::uint32_t degrees, Reflection reflection) noexcept {
    constexpr Turn upside_down{2, false};
    Turn mirrored{0, reflection != Reflection::none};
    if (reflection == Reflection::y)
        mirrored = mirrored.then(upside_down);
    return mirrored.then({static_cast<std::uint8_t>(degrees / 90 % 4), false});
}

Turn upright_turn(PanelOrientation orientation) noexcept {
    switch (orientation) {
        case PanelOrientation::normal:
            break;
        case PanelOrientation::upside_down:
            return {2, false};
        case PanelOrientation::left_side_up:
            return {3, false};
        case PanelOrientation::right_side_up:
            return {1, false};
    }
    return {};
}

Turn turn_between(PanelOrientation source, Turn wanted, PanelOrientation display) noexcept {
    return upright_turn(source).inverse().then(wanted).then(upright_turn(display));
}

std::optional<Rect> region_in(const RegionChoice& region, std::uint32_t bezel, Size source) noexcept {
    Rect part = rect_of(source);
    if (const Rect* const rect = std::get_if<Rect>(&region)) {
        part = part.intersected(*rect);
    } else if (const Wall* const wall = std::get_if<Wall>(&region)) {
        const auto [x1, x2] = share(source.width, wall->columns, wall->column, bezel);
        const auto [y1, y2] = share(source.height, wall->rows, wall->row, bezel);
        part = part.intersected({x1, y1, x2, y2});
    }
    return part.empty() || part == rect_of(source) ? std::nullopt : std::optional(part);
}

std::string_view fit_name(Fit fit) noexcept {
    return name_in(fits, fit);
}

std::optional<Fit> parse_fit(std::string_view text) noexcept {
    return value_in(fits, text);
}

std::string_view filter_name(Filter filter) noexcept {
    return name_in(filters, filter);
}

std::optional<Filter> parse_filter(std::string_view text) noexcept {
    return value_in(filters, text);
}

std::string_view reflection_name(Reflection reflection) noexcept {
    return name_in(reflections, reflection);
}

std::optional<Reflection> parse_reflection(std::string_view text) noexcept {
    return value_in(reflections, text);
}

std::string_view orientation_name(PanelOrientation orientation) noexcept {
    return name_in(orientations, orientation);
}

std::optional<PanelOrientation> parse_orientation(std::string_view text) noexcept {
    return value_in(orientations, text);
}

std::string region_text(const RegionChoice& region) {
    if (const Rect* const rect = std::get_if<Rect>(&region))
        return fmt::format("{},{},{},{}", rect->x1, rect->y1, rect->x2, rect->y2);
    if (const Wall* const wall = std::get_if<Wall>(&region))
        return fmt::format("{}{}x{}:{},{}", wall_prefix, wall->columns, wall->rows, wall->column, wall->row);
    return "all";
}

std::optional<RegionChoice> parse_region(std::string_view text) {
    if (text == "all")
        return RegionChoice();
    if (text.starts_with(wall_prefix))
        return parse_wall(text.substr(wall_prefix.size()));
    return parse_rect(text);
}

}  // namespace kmsmirror
