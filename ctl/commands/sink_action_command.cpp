// SPDX-License-Identifier: MIT
#include "ctl/commands/sink_action_command.h"

#include <CLI/CLI.hpp>

#include "ctl/model/names.h"
#include "ctl/view/remembered.h"

namespace kmsmirror::ctl {
namespace {

const char* method_of(SinkAction action) {
    switch (action) {
        case SinkAction::enable:
            return "Enable";
        case SinkAction::disable:
            return "Disable";
        case SinkAction::pause:
            return "Pause";
        case SinkAction::resume:
            return "Resume";
        case SinkAction::blank:
            return "Blank";
        case SinkAction::off:
        case SinkAction::on:
            return "SetPower";
        case SinkAction::rearm:
            return "Rearm";
    }
    return "";
}

int append_persistent(sd_bus_message* message) {
    return sd_bus_message_append(message, "a{sv}", 1, "persistent", "b", 1);
}

int append_off(sd_bus_message* message) {
    return sd_bus_message_append(message, "ba{sv}", 0, 0);
}

int append_on(sd_bus_message* message) {
    return sd_bus_message_append(message, "ba{sv}", 1, 0);
}

auto arguments_of(SinkAction action, bool is_persistent) {
    switch (action) {
        case SinkAction::off:
            return append_off;
        case SinkAction::on:
            return append_on;
        default:
            return is_persistent ? append_persistent : append_no_options;
    }
}

}  // namespace

void SinkActionCommand::set_up(CLI::App& app) {
    app.add_option("SINK", names_, "One or several")->required();
    if (is_setting())
        app.add_flag("--persistent", persistent_, "Also after a restart, for this display");
}

ExitCode SinkActionCommand::run(Context& context) {
    const Status status = context.daemon().status();
    std::vector<std::string> done;
    for (const Sink* sink : find_sinks(status, names_)) {
        context.daemon().call(*sink, method_of(action_), arguments_of(action_, persistent_));
        done.push_back(sink->id);
        tell_unplugged(context, *sink);
    }
    Json json = {{"sinks", done}};
    if (persistent_)
        tell_remembered(context, done, json);
    if (context.output().is_json())
        context.output().json(json);
    return ExitCode::ok;
}

}  // namespace kmsmirror::ctl
