// SPDX-License-Identifier: MIT
#include "ctl/commands/stats_command.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <vector>

#include "ctl/model/names.h"
#include "ctl/view/table.h"
#include "ctl/view/words.h"
#include "ctl/watch.h"

namespace kmsmirror::ctl {
namespace {

constexpr auto to_right = Table::Align::right;

// The cells of one source or sink: how much, and with rates how much each second.
class Counters {
public:
    Counters(const Json& statistics, const Json* rates) : statistics_(statistics), rates_(rates) {}

    [[nodiscard]] Cell frames(const char* name) const {
        return {rates_ != nullptr ? rate_words(*rates_, name) : fmt::format("{}", counter(statistics_, name))};
    }
    [[nodiscard]] Cell bytes(const char* name) const {
        if (rates_ == nullptr)
            return {byte_words(static_cast<double>(counter(statistics_, name)))};
        const auto found = rates_->find(name);
        return {found == rates_->end() ? "-" : byte_words(found->get<double>())};
    }

private:
    const Json& statistics_;
    const Json* rates_;
};

std::string sources_text(const Status& status, const Rates* rates, const Context& context) {
    Table table({{"SOURCE"}, {"PRESENTED", to_right}, {"FLIPPED", to_right}, {"READ", to_right}});
    for (const Source& source : status.sources) {
        const Json changed = rates != nullptr ? rates->of(source) : Json();
        const Counters counters(source.statistics, rates != nullptr ? &changed : nullptr);
        table.add({{source.connector, Colour::bold},
                   counters.frames("frames_presented"),
                   counters.frames("frames_flipped"),
                   counters.bytes("bytes_read")});
    }
    return table.text(context.output(), context.options().legend);
}

std::string sinks_text(const Status& status, const Rates* rates, const Context& context) {
    Table table({{"SINK"},
                 {"STATE"},
                 {"PATH"},
                 {"OFFERED", to_right},
                 {"SHOWN", to_right},
                 {"SUPERSEDED", to_right},
                 {"LOST", to_right},
                 {"COMMITS", to_right},
                 {"COPIED", to_right}});
    for (const Sink& sink : status.sinks) {
        const Json changed = rates != nullptr ? rates->of(sink) : Json();
        const Counters counters(sink.statistics, rates != nullptr ? &changed : nullptr);
        table.add({{sink.connector, Colour::bold},
                   {sink.state, state_colour(sink.state)},
                   {sink.path},
                   counters.frames("frames_offered"),
                   counters.frames("frames_shown"),
                   counters.frames("frames_superseded"),
                   counters.frames("frames_lost"),
                   counters.frames("commits"),
                   counters.bytes("bytes_copied")});
    }
    return table.text(context.output(), context.options().legend);
}

template <class T>
Json list_json(const std::vector<T>& values, const Rates* rates) {
    Json list = Json::array();
    for (const T& value : values) {
        list.push_back({{"id", value.id}, {"statistics", value.statistics}});
        if (rates != nullptr)
            list.back()["rates"] = rates->of(value);
    }
    return list;
}

}  // namespace

void StatsCommand::set_up(CLI::App& app) {
    app.add_option("SINK", name_, "Only this one");
    app.add_flag("-w,--watch", watch_, "Show what changes each second, every second");
}

void StatsCommand::show(const Context& context, Status status, const Rates* rates) const {
    if (!name_.empty()) {
        status.sinks = {find_sink(status, name_)};
        status.sources.clear();
    }
    const Output& output = context.output();
    if (output.is_json()) {
        Json json = Json::object();
        if (name_.empty())
            json["sources"] = list_json(status.sources, rates);
        json["sinks"] = list_json(status.sinks, rates);
        watch_ ? output.json_line(json) : output.json(json);
        return;
    }
    std::string text;
    if (name_.empty())
        text = sources_text(status, rates, context) + (context.options().legend ? "\n" : "");
    text += sinks_text(status, rates, context);
    // What is not drawn over is told apart by an empty line.
    output.text(text + (watch_ && !output.is_terminal() ? "\n" : ""));
}

ExitCode StatsCommand::run(Context& context) {
    if (watch_)
        watch(context, [&](const Status& status, const Rates* rates) { show(context, status, rates); });
    show(context, context.daemon().status(), nullptr);
    return ExitCode::ok;
}

}  // namespace kmsmirror::ctl
