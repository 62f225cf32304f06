// SPDX-License-Identifier: MIT
#pragma once

#include "ctl/doctor/examination.h"

namespace kmsmirror::ctl::doctor {

// Whether the service runs, and how it fared.
class ServiceExamination final : public Examination {
public:
    [[nodiscard]] const char* name() const override { return "service"; }
    [[nodiscard]] std::vector<Finding> examine(const Facts& facts) override;
};

}  // namespace kmsmirror::ctl::doctor
