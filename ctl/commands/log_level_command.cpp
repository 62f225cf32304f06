// SPDX-License-Identifier: MIT
#include "ctl/commands/log_level_command.h"

#include <CLI/CLI.hpp>

namespace kmsmirror::ctl {

void LogLevelCommand::set_up(CLI::App& app) {
    app.add_option("LEVEL", level_, "debug, info, warning or err; default: show it");
}

ExitCode LogLevelCommand::run(Context& context) {
    if (!level_.empty())
        context.daemon().set_log_level(level_);
    const Output& output = context.output();
    if (output.is_json())
        output.json({{"log_level", context.daemon().log_level()}});
    else if (level_.empty())
        output.text(context.daemon().log_level() + '\n');
    return ExitCode::ok;
}

}  // namespace kmsmirror::ctl
