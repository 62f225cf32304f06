// SPDX-License-Identifier: MIT
#include "ctl/commands/status_command.h"

#include <CLI/CLI.hpp>

namespace kmsmirror::ctl {

void StatusCommand::set_up(CLI::App& app) {
    app.add_flag("-w,--watch", watch_, "Show it again every second, with frames a second");
}

ExitCode StatusCommand::run(Context& context) {
    context.output().json(context.daemon().get_status());
    return ExitCode::ok;
}

}  // namespace kmsmirror::ctl
