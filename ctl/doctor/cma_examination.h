// SPDX-License-Identifier: MIT
#pragma once

#include "ctl/doctor/examination.h"

namespace kmsmirror::ctl::doctor {

// Whether there is contiguous memory for the buffers of the board's display.
class CmaExamination final : public Examination {
public:
    [[nodiscard]] const char* name() const override { return "cma"; }
    [[nodiscard]] std::vector<Finding> examine(const Facts& facts) override;
};

}  // namespace kmsmirror::ctl::doctor
