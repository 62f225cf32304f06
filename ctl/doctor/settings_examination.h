// SPDX-License-Identifier: MIT
#pragma once

#include "ctl/doctor/examination.h"

namespace kmsmirror::ctl::doctor {

// What was decided about single displays: whether it can be remembered, and which of it has no effect.
class SettingsExamination final : public Examination {
public:
    [[nodiscard]] const char* name() const override { return "settings"; }
    [[nodiscard]] std::vector<Finding> examine(const Facts& facts) override;
};

}  // namespace kmsmirror::ctl::doctor
