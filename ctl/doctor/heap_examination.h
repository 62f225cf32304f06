// SPDX-License-Identifier: MIT
#pragma once

#include "ctl/doctor/examination.h"

namespace kmsmirror::ctl::doctor {

// Whether there is a dma-heap with contiguous memory, for path prime-heap.
class HeapExamination final : public Examination {
public:
    [[nodiscard]] const char* name() const override { return "dma-heap"; }
    [[nodiscard]] std::vector<Finding> examine(const Facts& facts) override;
};

}  // namespace kmsmirror::ctl::doctor
