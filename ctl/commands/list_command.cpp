// SPDX-License-Identifier: MIT
#include "ctl/commands/list_command.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <vector>

#include "ctl/view/table.h"
#include "ctl/view/words.h"

namespace kmsmirror::ctl {
namespace {

Table table_of(const std::vector<Source>& sources) {
    Table table({{"SOURCE"}, {"STATE"}, {"MODE"}, {"FORMAT"}, {"DRIVER"}, {"DEVICE"}, {"ID"}});
    for (const Source& source : sources)
        table.add({{source.connector, Colour::bold},
                   {source.state, state_colour(source.state)},
                   {mode_words(source.mode)},
                   {source.format},
                   {source.driver},
                   {source.device_path},
                   {source.id}});
    return table;
}

Table table_of(const std::vector<Sink>& sinks) {
    Table table({{"SINK"}, {"STATE"}, {"PATH"}, {"MODE"}, {"DRIVER"}, {"DISPLAY"}, {"ID"}});
    for (const Sink& sink : sinks)
        table.add({{sink.connector, Colour::bold},
                   {sink.state, state_colour(sink.state)},
                   {sink.path},
                   {mode_words(sink.mode)},
                   {sink.driver},
                   {display_words(sink)},
                   {sink.id}});
    return table;
}

Table table_of(const std::vector<Session>& sessions) {
    Table table({{"SESSION"}, {"SOURCE"}, {"PROCESS", Table::Align::right}, {"USER", Table::Align::right}});
    for (const Session& session : sessions)
        table.add({{session.id, Colour::bold},
                   {session.source_id},
                   {fmt::format("{}", session.process_id)},
                   {fmt::format("{}", session.user_id)}});
    return table;
}

}  // namespace

void ListCommand::set_up(CLI::App& app) {
    app.add_option("KIND", kind_, "sources, sinks or sessions; default: all")
        ->check(CLI::IsMember({"sources", "sinks", "sessions"}));
}

Json ListCommand::json(const Status& status) const {
    const Json all = to_json(status);
    Json chosen = Json::object();
    for (const char* kind : {"sources", "sinks", "sessions"})
        if (wants(kind))
            chosen[kind] = all[kind];
    return chosen;
}

std::string ListCommand::text(const Status& status, const Context& context) const {
    std::vector<Table> tables;
    if (wants("sources"))
        tables.push_back(table_of(status.sources));
    if (wants("sinks"))
        tables.push_back(table_of(status.sinks));
    if (wants("sessions"))
        tables.push_back(table_of(status.sessions));
    std::string text;
    for (const Table& table : tables) {
        const bool is_apart = !text.empty() && context.options().legend;
        text += (is_apart ? "\n" : "") + table.text(context.output(), context.options().legend);
    }
    return text;
}

ExitCode ListCommand::run(Context& context) {
    const Status status = context.daemon().status();
    if (context.output().is_json())
        context.output().json(json(status));
    else
        context.output().text(text(status, context));
    return ExitCode::ok;
}

}  // namespace kmsmirror::ctl
