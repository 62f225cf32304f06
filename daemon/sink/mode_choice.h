// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include "base/sink_settings.h"
#include "kms/drm_values.h"
#include "mirror/mode_match.h"

namespace kmsmirror::sink {

// The mode that a display gets, and why it is not the one that was asked for.
struct ChosenMode {
    kms::ModeInfo mode;
    std::string remark;  // for people; empty = it is, or none was asked for
};

// Among the display's modes, of which there is one at least: the one that was asked for, else the one in which it shows
// the picture best, which is the part of the source that it shows, turned as it is shown. One that the display has
// refused only where it has refused all.
[[nodiscard]] ChosenMode choose_mode(const std::vector<kms::ModeInfo>& modes, const std::vector<kms::ModeInfo>& refused,
                                     const ModeSetting& setting, const mirror::ModeChoice& picture);

}  // namespace kmsmirror::sink
