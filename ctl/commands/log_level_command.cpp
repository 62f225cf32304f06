// SPDX-License-Identifier: MIT
#include "ctl/commands/log_level_command.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>

namespace kmsmirror::ctl {

void LogLevelCommand::set_up(CLI::App& app) {
    app.add_option("LEVEL", level_, "debug, info, warning or err, which only root may set; default: show it")
        ->check(CLI::IsMember({"debug", "info", "warning", "err"}));
}

// The bus itself refuses it, and does not say to whom it would be allowed.
void LogLevelCommand::set(Daemon& daemon) const {
    try {
        daemon.set_log_level(level_);
    } catch (const Failure& failure) {
        if (failure.code() != ExitCode::access_denied)
            throw;
        throw Failure(
            ExitCode::access_denied,
            fmt::format("only root and the service's user may set the log level: sudo kmsmirrorctl log-level {}",
                        level_));
    }
}

ExitCode LogLevelCommand::run(Context& context) {
    if (!level_.empty())
        set(context.daemon());
    const Output& output = context.output();
    if (output.is_json())
        output.json({{"log_level", context.daemon().log_level()}});
    else if (level_.empty())
        output.text(context.daemon().log_level() + '\n');
    return ExitCode::ok;
}

}  // namespace kmsmirror::ctl
