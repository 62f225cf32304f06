// SPDX-License-Identifier: MIT
#pragma once

#include "ctl/doctor/examination.h"

namespace kmsmirror::ctl::doctor {

// How fast the USB connection of each display is.
class SpeedExamination final : public Examination {
public:
    [[nodiscard]] const char* name() const override { return "usb-speed"; }
    [[nodiscard]] std::vector<Finding> examine(const Facts& facts) override;
};

}  // namespace kmsmirror::ctl::doctor
