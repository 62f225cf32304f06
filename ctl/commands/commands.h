// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <span>

#include "ctl/commands/command.h"

namespace kmsmirror::ctl {

struct CommandEntry {
    const char* name;
    const char* summary;  // for --help
    std::unique_ptr<Command> (*create)();
};

// All subcommands, in the order of --help. The first is the default.
[[nodiscard]] std::span<const CommandEntry> commands();

}  // namespace kmsmirror::ctl
