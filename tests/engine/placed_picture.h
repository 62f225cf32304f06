// SPDX-License-Identifier: MIT
#pragma once

#include "base/sink_settings.h"
#include "fakes/picture.h"
#include "pixels/geometry.h"

namespace kmsmirror::tests {

// How a picture lies on a display of that size by these settings.
[[nodiscard]] pixels::Geometry geometry_for(const SinkSettings& settings, Size picture, Size display);
// What the display shows then, all of it painted at once.
[[nodiscard]] fakes::Picture placed(const fakes::Picture& picture, const pixels::Geometry& geometry);

}  // namespace kmsmirror::tests
