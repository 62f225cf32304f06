// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <string>

#include "base/kernel_version.h"
#include "base/result.h"
#include "kms/drm_api.h"

namespace kmsmirror::ctl::doctor {

// What came of showing a dumb buffer of the board's display on a USB display.
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
};

// Allocates a black dumb buffer on the source's card, imports it into the sink's card and shows it there for a moment:
// only a commit proves that the sink's driver can read it. Becomes master of the sink's card for that, never of the
// source's; `patience` is how long it waits until that card is free. Afterwards everything is given back, and the
// display is off, or shows the kernel's console again.
[[nodiscard]] ProbeResult probe_mapping(kms::DrmApi& api, const std::string& source_card, const std::string& sink_card,
                                        KernelVersion kernel, std::chrono::milliseconds patience = {});

}  // namespace kmsmirror::ctl::doctor
