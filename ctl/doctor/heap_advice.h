// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include "ctl/doctor/examination.h"

namespace kmsmirror::ctl::doctor {

// The dma-heaps that the daemon may take buffers from, by their names.
[[nodiscard]] std::vector<std::string> contiguous_heaps(const System& system);

// What would do without a copy where displays cannot read the board's buffers.
[[nodiscard]] Finding copy_finding(const Facts& facts, std::string what);

}  // namespace kmsmirror::ctl::doctor
