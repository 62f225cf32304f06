// SPDX-License-Identifier: MIT
#include "ctl/commands/status_command.h"

#include <CLI/CLI.hpp>

#include "ctl/view/status_view.h"
#include "ctl/watch.h"

namespace kmsmirror::ctl {
namespace {

void show(const Context& context, const Status& status, const Rates* rates, bool is_one_of_many) {
    const Output& output = context.output();
    if (!output.is_json())
        output.text(status_text(status, rates, output));
    else if (is_one_of_many)
        output.json_line(status_json(status, rates));
    else
        output.json(status_json(status, rates));
}

}  // namespace

void StatusCommand::set_up(CLI::App& app) {
    app.add_flag("-w,--watch", watch_, "Show it again every second, with frames a second");
}

ExitCode StatusCommand::run(Context& context) {
    try {
        if (watch_)
            watch(context, [&](const Status& status, const Rates* rates) { show(context, status, rates, true); });
        const Status status = context.daemon().status();
        show(context, status, nullptr, false);
        return status.state == "degraded" || status.state == "no-source" ? ExitCode::degraded : ExitCode::ok;
    } catch (const Failure& failure) {
        if (failure.code() == ExitCode::not_running && context.output().is_json())
            context.output().json({{"state", "not-running"}});
        throw;
    }
}

}  // namespace kmsmirror::ctl
