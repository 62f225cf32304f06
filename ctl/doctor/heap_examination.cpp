// SPDX-License-Identifier: MIT
#include "ctl/doctor/heap_examination.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

namespace kmsmirror::ctl::doctor {

std::vector<Finding> HeapExamination::examine(const Facts& facts) {
    std::vector<std::string> heaps = facts.system.names("/dev/dma_heap");
    // Memory of these is scattered over the machine; most boards' displays cannot scan it out.
    std::erase_if(heaps, [](const std::string& name) { return name.starts_with("system"); });
    if (!heaps.empty())
        return {ok(fmt::format("There is a contiguous dma-heap: {}", fmt::join(heaps, ", ")))};
    return {note("There is no contiguous dma-heap: where displays cannot read the board's buffers, frames are copied",
                 "A kernel with CONFIG_DMABUF_HEAPS_CMA=y has one")};
}

}  // namespace kmsmirror::ctl::doctor
