// SPDX-License-Identifier: MIT
#include "ctl/commands/reload_command.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <string>

namespace kmsmirror::ctl {

void ReloadCommand::set_up(CLI::App& /*app*/) {}

ExitCode ReloadCommand::run(Context& context) {
    const auto reply = context.daemon().call_manager("Reload", append_no_options);
    const Json warnings = bus::read_value(reply.get());
    if (context.output().is_json()) {
        context.output().json({{"warnings", warnings}});
        return ExitCode::ok;
    }
    for (const Json& warning : warnings)
        context.output().text(warning.get<std::string>() + '\n');
    return ExitCode::ok;
}

}  // namespace kmsmirror::ctl
