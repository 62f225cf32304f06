// SPDX-License-Identifier: MIT
#include "sink/sink_plan.h"

#include <fmt/format.h>

#include "sink/mode_choice.h"

namespace kmsmirror::sink {

namespace {

Dither dither_for(const SinkSettings& settings, const SinkFound& found) {
    return settings.dither == Dither::ordered && !found.can_dither ? Dither::none : settings.dither;
}

// What is scaled by a plane is scaled as its driver likes.
bool may_import(const pixels::Geometry& geometry, const SinkSettings& settings, const SinkFound& found) {
    if (dither_for(settings, found) != Dither::none)
        return false;
    if (geometry.is_importable())
        return true;
    const std::uint64_t turn = kms::rotation_value(geometry.turn());
    const bool can_turn = geometry.turn().is_none() || (found.rotations & turn) == turn;
    return found.can_place && can_turn && (!geometry.is_scaled() || settings.filter == Filter::automatic);
}

}  // namespace

std::pair<SinkPlan, std::string> make_plan(const SinkSettings& settings, const source::Traits& source,
                                           const SinkFound& found, const std::vector<kms::ModeInfo>& refused) {
    const Placement placement{
        .fit = settings.fit,
        .turn = turn_between(source.orientation, turn_of(settings.rotation, settings.reflection), found.orientation),
        .region = region_in(settings.region, settings.bezel, source.size),
        .filter = settings.filter};
    const Size picture = placement.turn.turned(size_of(placement.region.value_or(rect_of(source.size))));
    auto [mode, remark] =
        choose_mode(found.modes, refused, settings.mode, {.size = picture, .refresh_mhz = source.refresh_mhz});
    const Dither dither = dither_for(settings, found);
    if (dither != settings.dither)
        remark += fmt::format("{}its driver takes no format of fewer bits, so that dither=ordered changes nothing",
                              remark.empty() ? "" : "; ");
    const pixels::Geometry geometry(source.size, mode.size(), placement);
    return {SinkPlan{.mode = mode,
                     .geometry = geometry,
                     .dither = dither,
                     .may_import = may_import(geometry, settings, found),
                     .path = settings.path},
            std::move(remark)};
}

}  // namespace kmsmirror::sink
