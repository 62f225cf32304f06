// SPDX-License-Identifier: MIT
#pragma once

#include "ctl/doctor/examination.h"

namespace kmsmirror::ctl::doctor {

// What the daemon says of its sinks.
class SinkExamination final : public Examination {
public:
    [[nodiscard]] const char* name() const override { return "sink"; }
    [[nodiscard]] std::vector<Finding> examine(const Facts& facts) override;
};

}  // namespace kmsmirror::ctl::doctor
