// SPDX-License-Identifier: MIT
#include "app/summary.h"

#include <algorithm>

namespace kmsmirror::app {
namespace {

// Whether a sink shall show something: not when it is not there or not to be used.
bool is_wanted(const SinkStatus& sink) {
    return sink.state != SinkState::unplugged && sink.state != SinkState::disabled &&
           sink.state != SinkState::no_display;
}

bool is_well(const SinkStatus& sink) {
    return sink.state == SinkState::mirroring || sink.state == SinkState::paused || sink.state == SinkState::blank ||
           sink.state == SinkState::test_pattern || sink.state == SinkState::identify || sink.state == SinkState::off;
}

// A display of the board that nobody has connected is as little wanted as a sink's.
bool is_well(const SourceStatus& source) {
    return source.state == SourceState::scanout || source.state == SourceState::no_display;
}

}  // namespace

Summary summarise(const SourceStatus* source, const std::map<std::string, SinkStatus>& sinks) {
    const auto count = [&sinks](auto is) {
        return static_cast<std::size_t>(
            std::count_if(sinks.begin(), sinks.end(), [&](const auto& sink) { return is(sink.second); }));
    };
    Summary summary;
    summary.wanted = count([](const SinkStatus& sink) { return is_wanted(sink); });
    summary.well = count([](const SinkStatus& sink) { return is_well(sink); });
    if (source == nullptr)
        summary.state = DaemonState::no_source;
    else if (!is_well(*source) || summary.wanted != summary.well)
        summary.state = DaemonState::degraded;
    else
        summary.state = summary.wanted == 0 ? DaemonState::idle : DaemonState::mirroring;
    return summary;
}

}  // namespace kmsmirror::app
