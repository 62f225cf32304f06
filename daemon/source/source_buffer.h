// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <vector>

#include "kms/dma_buf.h"
#include "kms/mapped_region.h"

namespace kmsmirror::source {

// A buffer of a source as the sinks use it: imported by its dma-buf, or read through its mapping. The mapping is
// shared, so that sink threads may go on reading while the source goes away.
struct SourceBuffer {
    kms::DmaBuf dma_buf;
    std::shared_ptr<const kms::MappedRegion> mapping;
};

using SourceBuffers = std::shared_ptr<const std::vector<SourceBuffer>>;

}  // namespace kmsmirror::source
