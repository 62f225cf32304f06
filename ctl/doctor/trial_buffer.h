// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string>

#include "base/geometry.h"
#include "base/result.h"
#include "ctl/doctor/tried_calls.h"
#include "kms/device.h"
#include "kms/framebuffer.h"

namespace kmsmirror::ctl::doctor {

// Whose memory a trial shows.
enum class TrialMemory {
    source,  // a dumb buffer of the board's display
    heap,    // a dma-heap, imported into the board's display first, as the daemon does
    sink,    // a dumb buffer of the display that shows it
};

// A black buffer of that memory as a framebuffer of `sink`, which holds the memory; the sink outlives it. `heap` is the
// path of the dma-heap.
[[nodiscard]] CallResult<kms::Framebuffer> make_trial_buffer(TrialMemory memory, const std::string& heap,
                                                             kms::Device& source, kms::Device& sink, Size size,
                                                             std::uint32_t format, TriedCalls& calls);

}  // namespace kmsmirror::ctl::doctor
