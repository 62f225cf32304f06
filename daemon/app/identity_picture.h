// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include "base/status.h"
#include "source/still_source.h"

namespace kmsmirror::app {

// Which display it is, for people in front of it: its number among all sinks, large, and below it its name, connector,
// mode and the path by which the source's picture comes. `sinks` are all of them, in the order of the bus; `id` is one.
[[nodiscard]] source::StillSource::Draw draw_identity(const std::vector<SinkStatus>& sinks, const std::string& id);

}  // namespace kmsmirror::app
