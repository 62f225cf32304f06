// SPDX-License-Identifier: MIT
#include "tests/vm/emulator/commands.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace kmsmirror::emulator {
namespace {

const Command& find_command(Words words) {
    if (words.empty())
        throw std::invalid_argument("a command is missing");
    for (const auto& group : {plug_commands(), picture_commands(), fault_commands()}) {
        const auto found = std::ranges::find(group, words[0], &Command::name);
        if (found == group.end())
            continue;
        const std::size_t count = words.size() - 1;
        if (count < found->fewest || count > found->most)
            throw std::invalid_argument(fmt::format("{} has the wrong number of arguments", words[0]));
        return *found;
    }
    throw std::invalid_argument(fmt::format("unknown command '{}'", words[0]));
}

}  // namespace

Reply Commands::run(Words words) {
    return control::reply_of([&] { return find_command(words).run(displays_, words.subspan(1)); });
}

}  // namespace kmsmirror::emulator
