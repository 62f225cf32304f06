// SPDX-License-Identifier: MIT
#include "sink/mode_choice.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "mirror/mode_match.h"

namespace kmsmirror::sink {
namespace {

constexpr std::uint32_t mode_type_preferred = 1U << 3;  // DRM_MODE_TYPE_PREFERRED

std::vector<mirror::ModeChoice> choices_of(const std::vector<kms::ModeInfo>& modes) {
    std::vector<mirror::ModeChoice> choices;
    choices.reserve(modes.size());
    for (const kms::ModeInfo& mode : modes)
        choices.push_back({mode.size(), mode.refresh_mhz(), (mode.type & mode_type_preferred) != 0});
    return choices;
}

}  // namespace

ChosenMode choose_mode(const std::vector<kms::ModeInfo>& modes, const std::vector<kms::ModeInfo>& refused,
                       const std::optional<ModeWish>& wish, const source::Traits& source) {
    std::vector<kms::ModeInfo> open;
    std::copy_if(modes.begin(), modes.end(), std::back_inserter(open), [&refused](const kms::ModeInfo& mode) {
        return std::find(refused.begin(), refused.end(), mode) == refused.end();
    });
    if (open.empty())
        open = modes;
    const auto choices = choices_of(open);
    if (wish)
        if (const auto wished = mirror::find_mode(choices, *wish))
            return {open[*wished], {}};
    const auto best = mirror::match_mode(choices, {source.size, source.refresh_mhz, false}).value_or(0);
    ChosenMode chosen{open[best], {}};
    const auto all = choices_of(modes);
    if (wish && !mirror::find_mode(all, *wish))
        chosen.remark = fmt::format("the display has no mode {}; it got the one nearest to the source. It has {}",
                                    mode_text(*wish), mirror::modes_text(all));
    return chosen;
}

}  // namespace kmsmirror::sink
