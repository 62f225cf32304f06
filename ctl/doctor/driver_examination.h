// SPDX-License-Identifier: MIT
#pragma once

#include "ctl/doctor/examination.h"

namespace kmsmirror::ctl::doctor {

// Which driver has each USB display: udl rather than udlfb, gud, or none.
class DriverExamination final : public Examination {
public:
    [[nodiscard]] const char* name() const override { return "usb-driver"; }
    [[nodiscard]] std::vector<Finding> examine(const Facts& facts) override;
};

}  // namespace kmsmirror::ctl::doctor
