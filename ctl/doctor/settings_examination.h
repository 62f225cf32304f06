// SPDX-License-Identifier: MIT
#pragma once

#include "ctl/doctor/examination.h"

namespace kmsmirror::ctl::doctor {

// What was decided in files: what of them the daemon leaves out, whether more can be remembered of single displays, and
// which of it has no effect.
class SettingsExamination final : public Examination {
public:
    [[nodiscard]] const char* name() const override { return "settings"; }
    [[nodiscard]] std::vector<Finding> examine(const Facts& facts) override;
};

}  // namespace kmsmirror::ctl::doctor
