// SPDX-License-Identifier: MIT
#pragma once

#include "ctl/doctor/examination.h"

namespace kmsmirror::ctl::doctor {

// Whether the running daemon has the capability that it needs.
class CapabilityExamination final : public Examination {
public:
    [[nodiscard]] const char* name() const override { return "capability"; }
    [[nodiscard]] std::vector<Finding> examine(const Facts& facts) override;
};

}  // namespace kmsmirror::ctl::doctor
