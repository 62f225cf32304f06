// SPDX-License-Identifier: MIT
#pragma once

#include <string>

#include "base/status.h"

// A board with a display, and three USB displays of which two have something to say.
namespace kmsmirror::test {

[[nodiscard]] SourceStatus world_source();
// Shows it by prime.
[[nodiscard]] SinkStatus well_sink();
// Is copied to, because the kernel cannot map the buffers.
[[nodiscard]] SinkStatus copied_sink();
// The same display as a panel of 800x480 that shows the right half of the source, mirrored and turned.
[[nodiscard]] SinkStatus turned_sink(SinkStatus sink);
// Another program has it; it has no EDID.
[[nodiscard]] SinkStatus taken_sink();
[[nodiscard]] SessionStatus world_session();

}  // namespace kmsmirror::test
