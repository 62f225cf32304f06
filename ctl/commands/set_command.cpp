// SPDX-License-Identifier: MIT
#include "ctl/commands/set_command.h"

#include <CLI/CLI.hpp>

#include "ctl/model/names.h"
#include "ctl/model/setting.h"
#include "ctl/view/remembered.h"

namespace kmsmirror::ctl {

void SetCommand::set_up(CLI::App& app) {
    app.add_option("SINK", name_, "Id, connector, model, or the beginning of one of them")->required();
    app.add_option("CHANGE", words_, "KEY=VALUE of what to change, one or several")->required();
    CLI::Option* persistent = app.add_flag("--persistent", persistent_, "Also after a restart, for this display");
    app.add_flag("--verify", verify_, "Only check; change nothing")->excludes(persistent);
    app.footer(
        "Keys and values:\n"
        "  path=auto|prime|copy         how pixels get there\n"
        "  mode=auto|source|nearest|preferred|highest-refresh|WxH|WxH@HZ\n"
        "                               the mode of the display\n"
        "  fit=fit|fill|stretch|integer|none\n"
        "                               how a source of another size is shown\n"
        "  rotation=0|90|180|270        degrees, clockwise\n"
        "  reflection=none|x|y          mirrored left to right, or top to bottom\n"
        "  region=all|X1,Y1,X2,Y2|wall:COLUMNSxROWS:COLUMN,ROW\n"
        "                               the part of the source: in its pixels, X2 and Y2 lie outside; or that of a\n"
        "                               display in a video wall, counted from 0\n"
        "  bezel=N                      pixels of the source that are hidden between two displays of a wall\n"
        "  filter=auto|nearest|bilinear|area\n"
        "                               how a picture is scaled\n"
        "  dither=none|ordered|mono     patterns for colours that 16 bits a pixel lack; or of black and white alone\n"
        "  max-rate=none|N              at most N frames a second\n"
        "  source=SOURCE                what is shown");
}

ExitCode SetCommand::run(Context& context) {
    const std::vector<Setting> settings = parse_settings(words_);
    const Status status = context.daemon().status();
    const Sink& sink = find_sink(status, name_);
    const char* keep = verify_ ? "verify" : persistent_ ? "persistent" : "temporary";
    const auto reply = context.daemon().call_manager(sink, "Apply", [&](sd_bus_message* message) {
        int result = sd_bus_message_append(message, "ts", std::uint64_t{0}, keep);
        if (result >= 0)
            result = append_sink_settings(message, sink, settings, status);
        return result < 0 ? result : append_no_options(message);
    });
    Json json = {{"config_serial", bus::read_value(reply.get())}};
    if (persistent_)
        tell_remembered(context, {sink.id}, json);
    if (!verify_)
        tell_unplugged(context, sink);
    if (context.output().is_json())
        context.output().json(json);
    return ExitCode::ok;
}

}  // namespace kmsmirror::ctl
