// SPDX-License-Identifier: MIT
#pragma once

#include <span>
#include <stdexcept>
#include <string>
#include <string_view>

#include "tests/vm/emulator/displays.h"

namespace kmsmirror::emulator {

inline constexpr int exit_judged_failure = 1;
inline constexpr int exit_misuse = 2;

// The result of one command as the client shows it.
struct Reply {
    int exit_code = 0;
    std::string output;  // to stdout
    std::string error;   // to stderr
};

// A command that was understood, and whose answer is no. (One that was not understood is a std::invalid_argument.)
class JudgedFailure : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

using Words = std::span<const std::string>;

struct Command {
    std::string_view name;
    std::size_t fewest, most;  // arguments
    Reply (*run)(Displays& displays, Words arguments);
};

inline constexpr std::size_t many_arguments = 64;

[[nodiscard]] std::span<const Command> plug_commands();     // what is plugged in, and how it fares
[[nodiscard]] std::span<const Command> picture_commands();  // what is shown
[[nodiscard]] std::span<const Command> fault_commands();    // what displays do wrong

}  // namespace kmsmirror::emulator
