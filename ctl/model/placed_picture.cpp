// SPDX-License-Identifier: MIT
#include "ctl/model/placed_picture.h"

#include <cmath>
#include <utility>

#include "base/placement.h"

namespace kmsmirror::ctl {
namespace {

struct Place {
    double x = 0;
    double y = 0;
};

Size size_of_mode(const Mode& mode) {
    return {mode.width, mode.height};
}

// From 0 to 1 within the part, of a place from 0 to 1 within the whole.
Place in_part(Place place, Size whole, const Rect& part) {
    return {(place.x * whole.width - part.x1) / part.width(), (place.y * whole.height - part.y1) / part.height()};
}

Place in_whole(Place place, Size whole, const Rect& part) {
    return {(part.x1 + place.x * part.width()) / whole.width, (part.y1 + place.y * part.height()) / whole.height};
}

// Of a source or a sink.
template <class T>
PanelOrientation orientation_of(const T& object) {
    return parse_orientation(object.panel_orientation).value_or(PanelOrientation::normal);
}

Place turned(Place place, Turn turn) {
    if (turn.is_mirrored)
        place.x = 1 - place.x;
    for (unsigned quarter = 0; quarter < turn.quarters; ++quarter)
        place = {1 - place.y, place.x};
    return place;
}

// Without the rest that adding up leaves, and without a minus before zero.
double rounded(double number) {
    constexpr double digits = 1e6;
    return std::round(number * digits) / digits + 0.0;
}

}  // namespace

std::optional<PlacedPicture> placed_picture(const Sink& sink, const Status& status) {
    const Source* const source = status.source_of(sink);
    if (source == nullptr || !source->mode.is_set() || !sink.mode.is_set() || sink.region.empty() ||
        sink.display_part.empty())
        return std::nullopt;
    const Reflection reflection = parse_reflection(sink.reflection).value_or(Reflection::none);
    const PanelOrientation from = orientation_of(*source);
    const PanelOrientation to = orientation_of(sink);
    return PlacedPicture{size_of_mode(source->mode),
                         sink.region,
                         size_of_mode(sink.mode),
                         sink.display_part,
                         turn_between(from, turn_of(sink.rotation, reflection), to),
                         turn_between(from, {}, to)};
}

Rect chosen_part(const Sink& sink, Size source) {
    const RegionChoice choice = parse_region(sink.region_choice).value_or(RegionChoice());
    return region_in(choice, sink.bezel, source).value_or(rect_of(source));
}

CalibrationMatrix calibration_matrix(const PlacedPicture& placed) {
    const Turn back = placed.turn.inverse();
    const auto map = [&](Place place) {
        return in_whole(turned(in_part(place, placed.display, placed.display_part), back), placed.source,
                        placed.source_part);
    };
    const Place origin = map({0, 0});
    const Place right = map({1, 0});
    const Place below = map({0, 1});
    CalibrationMatrix matrix{right.x - origin.x, below.x - origin.x, origin.x,
                             right.y - origin.y, below.y - origin.y, origin.y};
    for (double& number : matrix)
        number = rounded(number);
    return matrix;
}

}  // namespace kmsmirror::ctl
