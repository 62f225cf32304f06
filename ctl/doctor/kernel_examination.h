// SPDX-License-Identifier: MIT
#pragma once

#include "ctl/doctor/examination.h"

namespace kmsmirror::ctl::doctor {

// Whether the kernel has the drivers.
class KernelExamination final : public Examination {
public:
    [[nodiscard]] const char* name() const override { return "kernel-options"; }
    [[nodiscard]] std::vector<Finding> examine(const Facts& facts) override;
};

}  // namespace kmsmirror::ctl::doctor
