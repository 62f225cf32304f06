// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <string>
#include <utility>
#include <vector>

#include "ctl/doctor/examination.h"
#include "ctl/doctor/mapping_probe.h"
#include "ctl/doctor/sink_control.h"

namespace kmsmirror::ctl::doctor {

// One memory, shown on a display.
struct MemoryTrial {
    TrialMemory memory = TrialMemory::source;
    std::string name;  // for people: "dumb buffer of udl", or the path of a dma-heap
    ProbeResult result;
};

// Whether one display's driver can map dumb buffers of the board's: the trials that tell, the display's own buffers
// last, for where these fail nothing is known of others.
struct MappingAnswer {
    std::string source_card, sink_card;  // paths
    std::vector<MemoryTrial> trials;
};

// Asks the kernel whether its display drivers' dumb buffers can be mapped by other drivers, and whether a dma-heap
// helps, by showing them: each display is black for a moment.
class MappingQuestion {
public:
    // `named`: what the user calls the sink; empty = all.
    MappingQuestion(kms::DrmApi& api, SinkControl& control, std::string named)
        : api_(api), control_(control), named_(std::move(named)) {}

    // Throws Failure when there is nothing to try.
    [[nodiscard]] std::vector<MappingAnswer> ask(const Facts& facts);

private:
    [[nodiscard]] MappingAnswer try_card(const Facts& facts, const std::string& source_card,
                                         const std::string& sink_card, std::chrono::milliseconds patience);
    [[nodiscard]] std::vector<MappingAnswer> ask_with_daemon(const Facts& facts);
    [[nodiscard]] std::vector<MappingAnswer> ask_without_daemon(const Facts& facts);

    kms::DrmApi& api_;
    SinkControl& control_;
    const std::string named_;
};

}  // namespace kmsmirror::ctl::doctor
