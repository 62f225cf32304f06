// SPDX-License-Identifier: MIT
#pragma once

#include <string>

namespace kmsmirror::source {

// What /proc/meminfo says of contiguous memory, for people: "CMA 64.0 MiB, free 1.5 MiB" or "this kernel has no CMA".
// File I/O: for start and for failures.
[[nodiscard]] std::string cma_memory_text(const std::string& meminfo_path = "/proc/meminfo");

}  // namespace kmsmirror::source
