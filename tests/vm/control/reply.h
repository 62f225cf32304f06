// SPDX-License-Identifier: MIT
#pragma once

#include <span>
#include <stdexcept>
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

// What `run` returns, and what it throws: std::invalid_argument says that a command was not understood.
template <class Run>
[[nodiscard]] Reply reply_of(const Run& run) {
    try {
        return run();
    } catch (const std::invalid_argument& misuse) {
        return {exit_misuse, "", misuse.what()};
    } catch (const std::exception& error) {
        return {exit_judged_failure, "", error.what()};
    }
}

}  // namespace kmsmirror::control
