// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>

#include "ctl/view/explain.h"

namespace kmsmirror::ctl {

// Why a sink is not on its best path; nothing when it is.
[[nodiscard]] std::optional<Explanation> explain_path(const Sink& sink, const Status& status);

// How to take back what was decided of the sink, by `change`, such as "path=auto". Where that came from the daemon does
// not say.
[[nodiscard]] std::string undo_advice(const Sink& sink, const char* change);

// Whether what keeps the sink from its best path was decided: no call failed.
[[nodiscard]] bool is_decision(const PathReason& reason);

// Whether the display's driver refused the board's buffers, and then showed the same picture from other memory: it is
// that memory that it cannot read.
[[nodiscard]] bool cannot_read_buffers(const Sink& sink);

}  // namespace kmsmirror::ctl
