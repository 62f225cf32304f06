// SPDX-License-Identifier: MIT
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "bus/control.h"

namespace kmsmirror::test {

// Writes down what it was asked and answers as told. On the loop's thread, but for what a test sets before it calls.
class FakeControl final : public bus::Control {
public:
    tl::expected<UniqueFd, bus::ControlError> open_session(const std::string& source_id, bool replace) override;
    tl::expected<void, bus::ControlError> rearm(const std::string& sink_id) override;
    mirror::SourceStatistics source_statistics(const std::string& id) override;
    mirror::SinkStatistics sink_statistics(const std::string& id) override;

    std::vector<std::string> requests;
    std::function<void()> on_rearm = [] {};  // may throw
    std::function<void()> on_open = [] {};   // may throw
    UniqueFd channel;                        // what open_session() gives away
    bus::ControlError error;                 // what is told if there is no channel, and by rearm() if it has a text
};

}  // namespace kmsmirror::test
