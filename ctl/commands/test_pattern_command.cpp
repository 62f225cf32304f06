// SPDX-License-Identifier: MIT
#include "ctl/commands/test_pattern_command.h"

#include <CLI/CLI.hpp>

#include "ctl/model/names.h"
#include "ctl/usage.h"

namespace kmsmirror::ctl {

void TestPatternCommand::set_up(CLI::App& app) {
    app.add_option("SINK", name_, "Id, connector, model, or the beginning of one of them")->required();
    app.add_option("PATTERN", pattern_, "bars (default), grid or checker")
        ->check(CLI::IsMember({"bars", "grid", "checker"}));
    take_number(app.add_option("--seconds", seconds_, "How long, 1 to 3600; default: 10"), 1, 3600);
}

ExitCode TestPatternCommand::run(Context& context) {
    const Status status = context.daemon().status();
    const Sink& sink = find_sink(status, name_);
    context.daemon().call(sink, "TestPattern", [&](sd_bus_message* message) {
        return sd_bus_message_append(message, "sua{sv}", pattern_.c_str(), seconds_, 0);
    });
    if (context.output().is_json())
        context.output().json({{"sinks", Json::array({sink.id})}});
    return ExitCode::ok;
}

}  // namespace kmsmirror::ctl
