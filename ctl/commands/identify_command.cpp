// SPDX-License-Identifier: MIT
#include "ctl/commands/identify_command.h"

#include <CLI/CLI.hpp>

#include "ctl/exit_code.h"
#include "ctl/model/names.h"
#include "ctl/usage.h"

namespace kmsmirror::ctl {
namespace {

bool can_show(const Sink& sink) {
    return sink.mode.is_set() && sink.state != "off";
}

}  // namespace

void IdentifyCommand::set_up(CLI::App& app) {
    app.add_option("SINK", names_, "One or several; default: all that show something");
    take_number(app.add_option("--seconds", seconds_, "How long, 1 to 3600; default: 5"), 1, 3600);
}

ExitCode IdentifyCommand::run(Context& context) {
    const Status status = context.daemon().status();
    if (status.sinks.empty())
        throw Failure(ExitCode::failed, "there is no sink: no USB display is plugged in, or no driver has it");
    Json done = Json::array();
    for (const Sink* sink : find_sinks(status, names_)) {
        if (names_.empty() && !can_show(*sink))
            continue;
        context.daemon().call(*sink, "Identify", [&](sd_bus_message* message) {
            return sd_bus_message_append(message, "ua{sv}", seconds_, 0);
        });
        done.push_back(sink->id);
    }
    if (done.empty())
        throw Failure(ExitCode::failed, "no sink shows anything now: kmsmirrorctl status tells why");
    if (context.output().is_json())
        context.output().json({{"sinks", done}});
    return ExitCode::ok;
}

}  // namespace kmsmirror::ctl
