// SPDX-License-Identifier: MIT
#pragma once

#include <span>
#include <string>

namespace kmsmirror::control {

// A command and its arguments.
using Words = std::span<const std::string>;

inline constexpr int exit_judged_failure = 1;
inline constexpr int exit_misuse = 2;

// The result of one command as its client shows it.
struct Reply {
    int exit_code = 0;
    std::string output;  // to stdout
    std::string error;   // to stderr
};

}  // namespace kmsmirror::control
