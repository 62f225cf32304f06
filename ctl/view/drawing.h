// SPDX-License-Identifier: MIT
#pragma once

#include <string>

#include "ctl/model/placed_picture.h"
#include "ctl/output.h"

namespace kmsmirror::ctl {

// What part of the source lies where on the display, drawn with letters, and the turn in words. Each is as large as
// there is room for, whatever the size of the other.
[[nodiscard]] std::string drawing_text(const Sink& sink, const PlacedPicture& placed, const Output& output);

}  // namespace kmsmirror::ctl
