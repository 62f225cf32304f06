// SPDX-License-Identifier: MIT
#pragma once

#include "ctl/context.h"
#include "ctl/exit_code.h"

namespace CLI {  // NOLINT(readability-identifier-naming): not ours
class App;
}

namespace kmsmirror::ctl {

// A subcommand: says what its arguments are, gets them, runs.
class Command {
public:
    Command() = default;
    virtual ~Command() = default;
    Command(const Command&) = delete;
    Command& operator=(const Command&) = delete;

    // Adds arguments, which are kept in this object, and subcommands of its own.
    virtual void set_up(CLI::App& app) = 0;

    // Throws Failure.
    virtual ExitCode run(Context& context) = 0;
};

}  // namespace kmsmirror::ctl
