// SPDX-License-Identifier: MIT
#pragma once

#include "base/status.h"

namespace kmsmirror::app {

// Writes to the log what people want to know of a change. A path that failed is a warning, one that was decided on is
// none.
void log_changes(const SinkStatus& before, const SinkStatus& now);

}  // namespace kmsmirror::app
