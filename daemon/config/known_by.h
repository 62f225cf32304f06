// SPDX-License-Identifier: MIT
#pragma once

#include <string_view>
#include <vector>

#include "base/sink_settings.h"
#include "config/sink_rule.h"

namespace kmsmirror::config {

// Whether a serial number tells a display from others of its model. Many have none, or all of a model have the same:
// 0, 01010101 or 1234567 for example.
[[nodiscard]] bool is_telling_serial(std::string_view serial);

// By what the display at a sink has to be known again to be taken for no other one. `all`: what is known of the sinks
// that are there now; `sink` may be among them.
[[nodiscard]] RememberedBy known_by(const SinkIdentity& sink, const std::vector<SinkIdentity>& all);

// The criteria for that, and by what such criteria know a display.
[[nodiscard]] SinkMatch match_for(const SinkIdentity& sink, RememberedBy by);
[[nodiscard]] RememberedBy known_by(const SinkMatch& match);

}  // namespace kmsmirror::config
