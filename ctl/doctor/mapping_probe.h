// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "base/geometry.h"
#include "base/kernel_version.h"
#include "base/result.h"
#include "ctl/doctor/trial_buffer.h"
#include "ctl/doctor/tried_calls.h"
#include "kms/drm_api.h"

namespace kmsmirror::ctl::doctor {

// What is shown, and where.
struct Probe {
    std::string source_card, sink_card;  // paths
    TrialMemory memory = TrialMemory::source;
    std::string heap = {};  // the path of the dma-heap, where the memory is one's
};

// What came of showing a buffer on a USB display.
struct ProbeResult {
    enum class Kind {
        shown,      // its driver could read the buffer
        failed,     // `error` says which call
        not_tried,  // `why` says what was in the way; a sentence without a full stop
    };
    Kind kind = Kind::not_tried;
    std::string source_driver, sink_driver;  // as far as they are known
    CallError error;
    std::string why;
    bool is_denied = false;    // not tried because this user may not
    Size size;                 // of the buffer, in pixels
    std::uint32_t format = 0;  // DRM_FORMAT_*
    std::vector<TriedCall> calls;
};

// Allocates a black buffer, makes it a framebuffer of the sink's card and shows it there for a moment: only a commit
// proves that the sink's driver can read it. Becomes master of the sink's card for that, never of the source's;
// `patience` is how long it waits until that card is free. Afterwards everything is given back, and the display is off,
// or shows the kernel's console again.
[[nodiscard]] ProbeResult probe_mapping(kms::DrmApi& api, const Probe& probe, KernelVersion kernel,
                                        std::chrono::milliseconds patience = {});

}  // namespace kmsmirror::ctl::doctor
