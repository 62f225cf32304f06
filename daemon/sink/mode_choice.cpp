// SPDX-License-Identifier: MIT
#include "sink/mode_choice.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <variant>

namespace kmsmirror::sink {
namespace {

constexpr std::uint32_t mode_type_preferred = 1U << 3;  // DRM_MODE_TYPE_PREFERRED
constexpr std::uint32_t mode_flag_interlace = 1U << 4;  // DRM_MODE_FLAG_INTERLACE

std::vector<mirror::ModeChoice> choices_of(const std::vector<kms::ModeInfo>& modes) {
    std::vector<mirror::ModeChoice> choices;
    choices.reserve(modes.size());
    for (const kms::ModeInfo& mode : modes)
        choices.push_back({mode.size(), mode.refresh_mhz(), (mode.type & mode_type_preferred) != 0,
                           (mode.flags & mode_flag_interlace) != 0});
    return choices;
}

}  // namespace

ChosenMode choose_mode(const std::vector<kms::ModeInfo>& modes, const std::vector<kms::ModeInfo>& refused,
                       const ModeSetting& setting, const mirror::ModeChoice& picture) {
    std::vector<kms::ModeInfo> open;
    std::copy_if(modes.begin(), modes.end(), std::back_inserter(open), [&refused](const kms::ModeInfo& mode) {
        return std::find(refused.begin(), refused.end(), mode) == refused.end();
    });
    if (open.empty())
        open = modes;
    const auto choices = choices_of(open);
    const ModeWish* const wish = std::get_if<ModeWish>(&setting);
    if (wish != nullptr)
        if (const auto wished = mirror::find_mode(choices, *wish))
            return {open[*wished], {}};
    const auto rule = wish != nullptr ? ModeRule::automatic : std::get<ModeRule>(setting);
    ChosenMode chosen{open[mirror::match_mode(choices, picture, rule).value_or(0)], {}};
    const auto all = choices_of(modes);
    if (wish != nullptr && !mirror::find_mode(all, *wish))
        chosen.remark = fmt::format("the display has no mode {}; it got another one. It has {}", mode_text(*wish),
                                    mirror::modes_text(all));
    else if (rule == ModeRule::source && !mirror::find_mode(all, {picture.size, 0}))
        chosen.remark = fmt::format("the display has no mode of the picture's size, {}; it got another one. It has {}",
                                    mode_text({picture.size, 0}), mirror::modes_text(all));
    return chosen;
}

}  // namespace kmsmirror::sink
