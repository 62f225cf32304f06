// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "app/commit_watch.h"
#include "base/result.h"
#include "mirror/sink_mirror.h"
#include "mirror/status.h"
#include "sink/sink_output.h"

namespace kmsmirror::app {

// What decides how a sink is.
struct SinkCondition {
    bool is_attached = false;
    bool is_enabled = true;
    bool has_no_display = false;
    const std::optional<CallError>& unusable;  // why the card cannot be used
    const mirror::SinkMirror* mirror;          // none before there was a display
    const CommitWatch& commits;
    std::string shown;  // the state as long as a picture is shown: "mirroring", or what is shown instead
};

// Fills in State and Error.
void describe_state(mirror::SinkStatus& status, const SinkCondition& condition);
// Fills in Path, its reason, and how often the sink fell back. None = there was no display yet.
void describe_path(mirror::SinkStatus& status, const mirror::SinkMirror* mirror);
// Fills in the card's and the display's own properties.
void describe_display(mirror::SinkStatus& status, const sink::SinkFound& found);
// For people: the call that failed, and how.
[[nodiscard]] std::string error_text(const CallError& error);
// Writes what people want to know of a change to the log.
void log_changes(const mirror::SinkStatus& before, const mirror::SinkStatus& now);

}  // namespace kmsmirror::app
