// SPDX-License-Identifier: MIT
#pragma once

#include "ctl/doctor/examination.h"

namespace kmsmirror::ctl::doctor {

// Whether displays say what they are.
class EdidExamination final : public Examination {
public:
    [[nodiscard]] const char* name() const override { return "edid"; }
    [[nodiscard]] std::vector<Finding> examine(const Facts& facts) override;
};

}  // namespace kmsmirror::ctl::doctor
