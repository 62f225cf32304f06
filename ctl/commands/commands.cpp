// SPDX-License-Identifier: MIT
#include "ctl/commands/commands.h"

#include <array>

#include "ctl/commands/status_command.h"

namespace kmsmirror::ctl {
namespace {

template <class T>
std::unique_ptr<Command> create() {
    return std::make_unique<T>();
}

constexpr std::array table{
    CommandEntry{"status", "What is mirrored where, how, and why anything is not (default)", create<StatusCommand>},
};

}  // namespace

std::span<const CommandEntry> commands() {
    return table;
}

}  // namespace kmsmirror::ctl
