// SPDX-License-Identifier: MIT
#include "sink/sink_plan.h"

#include "sink/mode_choice.h"

namespace kmsmirror::sink {

std::pair<SinkPlan, std::string> make_plan(const SinkSettings& settings, const source::Traits& source,
                                           const std::vector<kms::ModeInfo>& modes,
                                           const std::vector<kms::ModeInfo>& refused) {
    const Placement placement{.fit = settings.fit,
                              .turn = turn_of(settings.rotation, settings.reflection),
                              .region = region_in(settings.region, settings.bezel, source.size),
                              .filter = settings.filter};
    const Size picture = placement.turn.turned(size_of(placement.region.value_or(rect_of(source.size))));
    auto [mode, remark] =
        choose_mode(modes, refused, settings.mode, {.size = picture, .refresh_mhz = source.refresh_mhz});
    return {SinkPlan{.mode = mode,
                     .geometry = pixels::Geometry(source.size, mode.size(), placement),
                     .dithers = settings.dither,
                     .path = settings.path},
            std::move(remark)};
}

}  // namespace kmsmirror::sink
