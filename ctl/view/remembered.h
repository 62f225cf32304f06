// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include "ctl/context.h"
#include "ctl/model/status.h"

namespace kmsmirror::ctl {

// By what the settings of a sink are remembered, as a sentence with a line feed; empty if they are not.
[[nodiscard]] std::string remembered_text(const Sink& sink);

// After something was asked of the sink, which is not there now: that it counts later. Says nothing in JSON.
void tell_unplugged(const Context& context, const Sink& sink);

// After settings of these sinks were remembered: tells by what, as the daemon says now. In JSON that goes into `json`.
void tell_remembered(Context& context, const std::vector<std::string>& sink_ids, Json& json);

}  // namespace kmsmirror::ctl
