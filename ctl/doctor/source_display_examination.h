// SPDX-License-Identifier: MIT
#pragma once

#include "ctl/doctor/examination.h"

namespace kmsmirror::ctl::doctor {

// Whether there is a source, and else what its card, its connector and the configuration say about that.
class SourceDisplayExamination final : public Examination {
public:
    [[nodiscard]] const char* name() const override { return "source"; }
    [[nodiscard]] std::vector<Finding> examine(const Facts& facts) override;
};

}  // namespace kmsmirror::ctl::doctor
