// SPDX-License-Identifier: MIT
#pragma once

#include <string>

namespace kmsmirror::ctl {

inline constexpr const char* root_path = "/org/kmsmirror1";

// What a D-Bus object of kmsmirrord is, and its id; of kind "" when it is none of them.
struct ObjectName {
    std::string kind;  // "source", "sink" or "session"
    std::string id;    // printable
};
[[nodiscard]] ObjectName object_name(const std::string& object_path);

}  // namespace kmsmirror::ctl
