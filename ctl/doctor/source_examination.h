// SPDX-License-Identifier: MIT
#pragma once

#include "ctl/doctor/examination.h"

namespace kmsmirror::ctl::doctor {

// Whether the daemon may take the card whose display is mirrored.
class SourceExamination final : public Examination {
public:
    [[nodiscard]] const char* name() const override { return "source-card"; }
    [[nodiscard]] std::vector<Finding> examine(const Facts& facts) override;
};

}  // namespace kmsmirror::ctl::doctor
