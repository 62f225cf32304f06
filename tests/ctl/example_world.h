// SPDX-License-Identifier: MIT
#pragma once

#include <string>

#include "mirror/status.h"

// A board with a display, and three USB displays of which two have something to say.
namespace kmsmirror::test {

[[nodiscard]] mirror::SourceStatus world_source();
// Shows it by prime.
[[nodiscard]] mirror::SinkStatus well_sink();
// Is copied to, because the kernel cannot map the buffers.
[[nodiscard]] mirror::SinkStatus copied_sink();
// Another program has it; it has no EDID.
[[nodiscard]] mirror::SinkStatus taken_sink();
[[nodiscard]] mirror::SessionStatus world_session();

}  // namespace kmsmirror::test
