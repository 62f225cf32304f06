// SPDX-License-Identifier: MIT
#pragma once

#include "ctl/doctor/card.h"
#include "ctl/doctor/finding.h"

namespace kmsmirror::ctl::doctor {

// What sysfs tells of the display on a connector: whether there is one, whether it says what it is, and whether the
// kernel offers a mode for it.
[[nodiscard]] Finding judge_display(const Card& card, const Connector& connector);

}  // namespace kmsmirror::ctl::doctor
