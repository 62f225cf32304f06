// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "bus/control.h"
#include "bus/options.h"

// What clients give, as the values of Control. Each function throws the D-Bus error that says which value breaks which
// rule.
namespace kmsmirror::bus {

using BusRegion = sdbus::Struct<std::int32_t, std::int32_t, std::int32_t, std::int32_t>;
using BusSinkChange = sdbus::Struct<sdbus::ObjectPath, Dictionary>;

// What a client said, in quotes and not longer than an error may be.
[[nodiscard]] std::string quoted(const std::string& text);

[[nodiscard]] PathChoice path_argument(const std::string& path);
[[nodiscard]] ModeSetting mode_argument(const std::string& mode);
[[nodiscard]] Fit fit_argument(const std::string& fit);
[[nodiscard]] std::uint32_t rotation_argument(std::uint32_t degrees);
[[nodiscard]] Reflection reflection_argument(const std::string& reflection);
[[nodiscard]] RegionChoice region_argument(const std::string& region);
[[nodiscard]] std::uint32_t bezel_argument(std::uint32_t pixels);
[[nodiscard]] Filter filter_argument(const std::string& filter);
[[nodiscard]] Dither dither_argument(const std::string& dither);
[[nodiscard]] std::uint32_t rate_argument(std::uint32_t rate_mhz);
[[nodiscard]] std::uint32_t seconds_argument(std::uint32_t seconds);
[[nodiscard]] std::string pattern_argument(const std::string& pattern);
[[nodiscard]] Keep keep_argument(const std::string& keep);
// The id of the source; whether there is one of that id is not known here.
[[nodiscard]] std::string source_argument(const sdbus::ObjectPath& path);

// Of Apply(). Errors name the sink.
[[nodiscard]] std::vector<Control::SinkChange> sinks_argument(const std::vector<BusSinkChange>& sinks);

// The path of a source; "/" for an empty id.
[[nodiscard]] sdbus::ObjectPath path_of_source(const std::string& id);

// The options of a method that changes a setting.
[[nodiscard]] Keep keep_option(const Dictionary& options);
void no_options(const Dictionary& options);

}  // namespace kmsmirror::bus
