// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace kmsmirror::bus {

inline constexpr const char* service_name = "org.kmsmirror1";
inline constexpr const char* manager_path = "/org/kmsmirror1";
inline constexpr const char* log_control_path = "/org/freedesktop/LogControl1";
inline constexpr std::string_view source_prefix = "/org/kmsmirror1/source/";
inline constexpr std::string_view sink_prefix = "/org/kmsmirror1/sink/";
inline constexpr std::string_view session_prefix = "/org/kmsmirror1/session/";

// `prefix` and `id` as one more path element, encoded as sd_bus_path_encode(3) does: reversible, any id is allowed.
[[nodiscard]] std::string object_path(std::string_view prefix, std::string_view id);

// The id of which object_path() makes `path`; nothing when there is none, or an empty one.
[[nodiscard]] std::optional<std::string> id_of(std::string_view prefix, std::string_view path);

}  // namespace kmsmirror::bus
