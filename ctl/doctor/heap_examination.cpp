// SPDX-License-Identifier: MIT
#include "ctl/doctor/heap_examination.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "ctl/doctor/heap_advice.h"

namespace kmsmirror::ctl::doctor {

namespace {

// The daemon knows it of displays that it shows frames on.
bool is_needed(const Facts& facts) {
    if (!facts.daemon || facts.daemon->sinks.empty())
        return true;
    return !std::ranges::all_of(facts.daemon->sinks, [](const Sink& sink) { return sink.path == "prime"; });
}

}  // namespace

std::vector<Finding> HeapExamination::examine(const Facts& facts) {
    const auto heaps = contiguous_heaps(facts.system);
    if (!heaps.empty())
        return {ok(fmt::format("There is a contiguous dma-heap: {}", fmt::join(heaps, ", ")))};
    if (!is_needed(facts))
        return {ok("There is no contiguous dma-heap, and none is needed: the displays read the board's buffers")};
    return {note("There is no contiguous dma-heap: where displays cannot read the board's buffers, frames are copied",
                 "A kernel with CONFIG_DMABUF_HEAPS_CMA=y has one")};
}

}  // namespace kmsmirror::ctl::doctor
