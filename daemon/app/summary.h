// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <map>
#include <string>

#include "base/status.h"

namespace kmsmirror::app {

// How the daemon fares as a whole.
struct Summary {
    DaemonState state = DaemonState::no_source;
    std::size_t wanted = 0;  // sinks that shall show something
    std::size_t well = 0;    // those that do
};

// `source`: null = there is none. `sinks`: by their ids.
[[nodiscard]] Summary summarise(const SourceStatus* source, const std::map<std::string, SinkStatus>& sinks);

}  // namespace kmsmirror::app
