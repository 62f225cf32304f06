// SPDX-License-Identifier: MIT
#include "ctl/doctor/heap_advice.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <utility>

#include "ctl/doctor/source_card.h"
#include "kms/cma_heap.h"

namespace kmsmirror::ctl::doctor {

std::vector<std::string> contiguous_heaps(const System& system) {
    std::vector<std::string> heaps;
    for (const char* const path : kms::cma_heap_paths)
        if (system.has(path))
            heaps.emplace_back(path);
    return heaps;
}

Finding copy_finding(const Facts& facts, std::string what) {
    const auto heaps = contiguous_heaps(facts.system);
    if (heaps.empty())
        return problem(std::move(what),
                       "A kernel with a contiguous dma-heap (CONFIG_DMABUF_HEAPS_CMA) does without a copy");
    // That was decided.
    if (facts.configuration.config.source.heap == config::HeapUse::never)
        return note(std::move(what),
                    fmt::format("Heap=never in {} forbids the dma-heap, {}, which may do without a copy",
                                place_of_key(facts, "Heap"), fmt::join(heaps, ", ")));
    return problem(std::move(what),
                   fmt::format("There is a contiguous dma-heap, {}, but the source's buffers are not there: where the "
                               "client has not brought buffers of its own, journalctl -u kmsmirrord tells why",
                               fmt::join(heaps, ", ")));
}

}  // namespace kmsmirror::ctl::doctor
