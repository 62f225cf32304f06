// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "base/geometry.h"
#include "base/turn.h"

// How users want a source to lie on a display: plain values, the same in configuration files, on D-Bus and in the
// engine.
namespace kmsmirror {

// How a picture of another size than the display's is shown.
enum class Fit {
    fit,      // all of it, as large as possible, with black bars
    fill,     // the display is full; what does not fit is cut off, equally on both sides
    stretch,  // all of it on all of the display, whatever becomes of circles
    integer,  // all of it, each pixel as a square of whole pixels; as `fit` where the display is too small for that
    none,     // one pixel is one pixel, in the middle: with black bars, or cut off
};

// Of which of the picture's pixels one of the display is made where it is scaled.
enum class Filter {
    automatic,  // by the scale
    nearest,    // of one: sharp, uneven where the scale is no whole number
    bilinear,   // of the nearest two by two
    area,       // of all that it covers: for displays that are much smaller
};

enum class Reflection {
    none,
    x,  // left and right change places
    y,  // top and bottom do
};

// Which side of a panel is at the top of the device that it is built into: the kernel's connector property "panel
// orientation".
enum class PanelOrientation { normal, upside_down, left_side_up, right_side_up };

// One display of a video wall, counted from the left and the top, from 0.
struct Wall {
    std::uint32_t columns = 1, rows = 1;
    std::uint32_t column = 0, row = 0;
    bool operator==(const Wall&) const = default;
};

// Which part of the source: all of it, a rectangle in its pixels, or what a place in a wall comes to.
using RegionChoice = std::variant<std::monostate, Rect, Wall>;

// Where a source comes to lie, for one source and one display.
struct Placement {
    Fit fit = Fit::fit;
    Turn turn = {};
    std::optional<Rect> region = {};  // of the source, in its pixels; none = all of it
    Filter filter = Filter::automatic;
    bool operator==(const Placement&) const = default;
};

// A setting of a sink as a turn: it is mirrored first. `degrees`: 0, 90, 180 or 270, clockwise.
[[nodiscard]] Turn turn_of(std::uint32_t degrees, Reflection reflection) noexcept;
// What makes a picture upright on such a panel.
[[nodiscard]] Turn upright_turn(PanelOrientation orientation) noexcept;
// What turns the memory of a source into that of a display: what was drawn for the source's panel is made upright, then
// turned as users want it, then made for the display's panel.
[[nodiscard]] Turn turn_between(PanelOrientation source, Turn wanted, PanelOrientation display) noexcept;
// The part of a source of that size: what lies outside of it is left out. `bezel`: how many of its pixels are hidden
// between two displays of a wall. None = all of it, also where nothing of the region is in the source.
[[nodiscard]] std::optional<Rect> region_in(const RegionChoice& region, std::uint32_t bezel, Size source) noexcept;

// The words of files and of D-Bus. Each parse takes any bytes; nothing = not a value of that kind.
[[nodiscard]] std::string_view fit_name(Fit fit) noexcept;  // "fit", "fill", "stretch", "integer", "none"
[[nodiscard]] std::optional<Fit> parse_fit(std::string_view text) noexcept;
[[nodiscard]] std::string_view filter_name(Filter filter) noexcept;  // "auto", "nearest", "bilinear", "area"
[[nodiscard]] std::optional<Filter> parse_filter(std::string_view text) noexcept;
[[nodiscard]] std::string_view reflection_name(Reflection reflection) noexcept;  // "none", "x", "y"
[[nodiscard]] std::optional<Reflection> parse_reflection(std::string_view text) noexcept;
[[nodiscard]] std::string_view orientation_name(PanelOrientation orientation) noexcept;  // "left-side-up"
[[nodiscard]] std::optional<PanelOrientation> parse_orientation(std::string_view text) noexcept;
// "all", "X1,Y1,X2,Y2" or "wall:COLUMNSxROWS:COLUMN,ROW". Coordinates are at most 16384, columns and rows at most 64.
[[nodiscard]] std::string region_text(const RegionChoice& region);
[[nodiscard]] std::optional<RegionChoice> parse_region(std::string_view text);
[[nodiscard]] constexpr bool is_rotation(std::uint32_t degrees) noexcept {
    return degrees == 0 || degrees == 90 || degrees == 180 || degrees == 270;
}

}  // namespace kmsmirror
