// SPDX-License-Identifier: MIT
#pragma once

#include <unistd.h>

#include <cstdint>
#include <set>
#include <string>

namespace kmsmirror::bus {

// Who may do what without polkit.
struct AccessPolicy {
    std::set<std::uint32_t> users{0, geteuid()};  // may do all, and polkit is not asked about them
    std::string group = "kmsmirror";              // its members may do all where there is no polkit
};

}  // namespace kmsmirror::bus
