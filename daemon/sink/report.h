// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>

#include "base/result.h"
#include "base/status.h"
#include "sink/power_switch.h"
#include "sink/projector.h"
#include "sink/sink_output.h"

namespace kmsmirror::sink {

// What decides how a sink is.
struct SinkCondition {
    bool is_attached = false;
    bool is_enabled = true;
    bool has_no_display = false;
    const PowerSwitch* power = nullptr;        // of the display; null = it is not known yet
    bool waits_for_source = false;             // it could show one
    const std::optional<CallError>& unusable;  // why the card cannot be used
    const Projector* projector = nullptr;      // of what the display shows; null while it shows nothing
    SinkState shown = SinkState::mirroring;    // as long as there is a picture
    const std::string& remark;                 // to be said beside it
};

// Fills in State and Error.
void describe_state(SinkStatus& status, const SinkCondition& condition);
// Fills in Path, its reason and the Format that comes by it, of the source's picture. After describe_state().
void describe_path(SinkStatus& status, const Projector* projector);
// Fills in Mode, and where the picture is; null = none is shown.
void describe_placement(SinkStatus& status, const SinkPlan* plan);
// Fills in the card's and the display's own properties.
void describe_display(SinkStatus& status, const SinkFound& found);
// For people: the call that failed, and how.
[[nodiscard]] std::string error_text(const CallError& error);

}  // namespace kmsmirror::sink
