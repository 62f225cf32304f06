// SPDX-License-Identifier: MIT
#pragma once

#include <span>
#include <stdexcept>
#include <string>
#include <string_view>

#include "tests/vm/control/reply.h"
#include "tests/vm/emulator/displays.h"

namespace kmsmirror::emulator {

using control::exit_judged_failure;
using control::exit_misuse;
using control::Reply;
using control::Words;

// A command that was understood, and whose answer is no. (One that was not understood is a std::invalid_argument.)
class JudgedFailure : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

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
