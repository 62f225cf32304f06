// SPDX-License-Identifier: MIT
#pragma once

#include <array>

namespace kmsmirror::kms {

// Where the dma-heap with contiguous memory is, by kernel and device tree.
inline constexpr std::array<const char*, 3> cma_heap_paths{"/dev/dma_heap/default_cma_region",
                                                           "/dev/dma_heap/linux,cma", "/dev/dma_heap/reserved"};

}  // namespace kmsmirror::kms
