// SPDX-License-Identifier: MIT
#include "ctl/doctor/heap_examination.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "ctl/doctor/heap_advice.h"

namespace kmsmirror::ctl::doctor {

std::vector<Finding> HeapExamination::examine(const Facts& facts) {
    const auto heaps = contiguous_heaps(facts.system);
    if (!heaps.empty())
        return {ok(fmt::format("There is a contiguous dma-heap: {}", fmt::join(heaps, ", ")))};
    return {note("There is no contiguous dma-heap: where displays cannot read the board's buffers, frames are copied",
                 "A kernel with CONFIG_DMABUF_HEAPS_CMA=y has one")};
}

}  // namespace kmsmirror::ctl::doctor
