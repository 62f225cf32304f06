// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "base/sink_settings.h"
#include "kms/drm_values.h"
#include "pixels/geometry.h"
#include "sink/sink_output.h"
#include "source/source.h"

namespace kmsmirror::sink {

// How a display shows a source. Another plan is another Projector.
struct SinkPlan {
    kms::ModeInfo mode;
    pixels::Geometry geometry;
    Dither dither = Dither::none;
    bool may_import = true;  // the display's plane may do by itself what the geometry says; only a commit proves it
    PathChoice path = PathChoice::automatic;
    bool measures_heap = true;    // path prime-heap only where it is faster than path copy
    bool fails_silently = false;  // a commit on path prime would not tell that the buffer cannot be read
    bool operator==(const SinkPlan&) const = default;
};

// What users want, for a display that was found, and this source; and a remark for people where the mode is not what
// they want. `refused`: modes that did not come up.
[[nodiscard]] std::pair<SinkPlan, std::string> make_plan(const SinkSettings& settings, const source::Traits& source,
                                                         const SinkFound& found,
                                                         const std::vector<kms::ModeInfo>& refused);

}  // namespace kmsmirror::sink
