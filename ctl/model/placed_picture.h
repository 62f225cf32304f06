// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <optional>

#include "base/geometry.h"
#include "base/turn.h"
#include "ctl/model/status.h"

namespace kmsmirror::ctl {

// Where a source's picture lies on a display, in pixels.
struct PlacedPicture {
    Size source;
    Rect source_part;  // what is shown
    Size display;
    Rect display_part;     // where; the rest is black
    Turn turn;             // on the way from the source to the display
    Turn panel_turn = {};  // what of that is not the user's wish but due to how panels are built in
};

// Nothing while the sink shows no source.
[[nodiscard]] std::optional<PlacedPicture> placed_picture(const Sink& sink, const Status& status);

// The part of a source of that size which the sink shall show, before Fit cuts anything off.
[[nodiscard]] Rect chosen_part(const Sink& sink, Size source);

// The first two rows of the matrix that makes a place on the display one on the source, both from 0 at the left and the
// top to 1: for LIBINPUT_CALIBRATION_MATRIX of a touch screen that lies on the display. Six digits after the point.
// Places in bars may become less than 0 or more than 1.
using CalibrationMatrix = std::array<double, 6>;
[[nodiscard]] CalibrationMatrix calibration_matrix(const PlacedPicture& placed);

}  // namespace kmsmirror::ctl
