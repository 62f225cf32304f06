// SPDX-License-Identifier: MIT
#include "ctl/view/status_view.h"

#include <fmt/format.h>

#include "ctl/model/placed_picture.h"
#include "ctl/view/words.h"

namespace kmsmirror::ctl {
namespace {

constexpr std::size_t detail_indent = 8;  // of what belongs to a source or a sink

std::string detail(const std::string& text, const Output& output) {
    return wrapped(text, output.width(), detail_indent);
}

std::string picture_words(const Mode& mode, const std::string& format) {
    if (!mode.is_set())
        return "no mode";
    return format.empty() ? mode_words(mode) : fmt::format("{} {}", mode_words(mode), format);
}

std::string frame_words(const Json& statistics, const Json* rates, const char* name, const char* words) {
    return rates != nullptr ? fmt::format("{} frames/s {}", rate_words(*rates, name), words)
                            : fmt::format("{} frames {}", counter(statistics, name), words);
}

std::string client_words(const Source& source, const Status& status) {
    for (const Session& session : status.sessions)
        if (session.source_id == source.id)
            return fmt::format("client: process {} of user {}", session.process_id, session.user_id);
    return "no client draws";
}

std::string source_text(const Source& source, const Status& status, const Rates* rates, const Output& output) {
    const Json changed = rates != nullptr ? rates->of(source) : Json::object();
    const Json* const each_second = rates != nullptr ? &changed : nullptr;
    return fmt::format("source  {}  {}\n", output.paint(Colour::bold, source.connector),
                       output.paint(state_colour(source.state), source.state)) +
           detail(
               fmt::format("{}, {}, {}", picture_words(source.mode, source.format), source.driver, source.device_path),
               output) +
           detail(fmt::format("{}; {}", frame_words(source.statistics, each_second, "frames_presented", "presented"),
                              client_words(source, status)),
                  output) +
           explanations_text(explain(source), output, detail_indent);
}

std::string mirrored_words(const Sink& sink, const Status& status) {
    const Source* const source = status.source_of(sink);
    if (sink.state == "blank")
        return "shows black";
    if (sink.state == "test-pattern")
        return "shows a test pattern";
    if (sink.state == "identify")
        return "shows which display it is";
    if (sink.state == "off")
        return "is dark";
    const bool is_dark = sink.path.empty() || sink.path == "none";
    if (source != nullptr && is_dark && (sink.state == "slow" || sink.state == "starting"))
        return fmt::format("shows no frame of {} yet", source->connector);
    if (source == nullptr || is_dark)
        return "shows no source";
    return fmt::format("shows {} by {}", source->connector, sink.path);
}

std::string count_words(const Sink& sink, const Rates* rates) {
    if (rates == nullptr)
        return fmt::format("{}, {} superseded, {} lost", frame_words(sink.statistics, nullptr, "frames_shown", "shown"),
                           counter(sink.statistics, "frames_superseded"), counter(sink.statistics, "frames_lost"));
    const Json changed = rates->of(sink);
    return fmt::format("{}, {} superseded, {} lost", frame_words(sink.statistics, &changed, "frames_shown", "shown"),
                       rate_words(changed, "frames_superseded"), rate_words(changed, "frames_lost"));
}

std::string sink_text(const Sink& sink, const Status& status, const Rates* rates, const Output& output) {
    return fmt::format("sink    {}  {}  {}\n", output.paint(Colour::bold, sink.connector),
                       output.paint(state_colour(sink.state), sink.state), display_words(sink)) +
           detail(fmt::format("{}, {}, {}, {}", picture_words(sink.mode, sink.format), sink.driver, sink.device_path,
                              sink.id),
                  output) +
           detail(fmt::format("{}; {}", mirrored_words(sink, status), count_words(sink, rates)), output) +
           explanations_text(explain(sink, status), output, detail_indent);
}

}  // namespace

std::string explanations_text(const std::vector<Explanation>& explanations, const Output& output, std::size_t indent) {
    std::string text;
    for (const auto& [why, advice] : explanations) {
        text += output.paint(Colour::yellow, wrapped(why, output.width(), indent));
        if (!advice.empty())
            text += wrapped("-> " + advice, output.width(), indent);
    }
    return text;
}

Json explanations_json(const std::vector<Explanation>& explanations) {
    Json list = Json::array();
    for (const auto& [why, advice] : explanations)
        list.push_back({{"why", why}, {"advice", advice.empty() ? Json() : Json(advice)}});
    return list;
}

Json sink_json(const Sink& sink, const Status& status) {
    Json json = to_json(sink);
    const auto placed = placed_picture(sink, status);
    json["calibration_matrix"] = placed ? Json(calibration_matrix(*placed)) : Json();
    return json;
}

std::string status_text(const Status& status, const Rates* rates, const Output& output) {
    std::string text =
        fmt::format("kmsmirrord {}: {}\n", status.version, output.paint(state_colour(status.state), status.state));
    for (const Source& source : status.sources)
        text += '\n' + source_text(source, status, rates, output);
    if (const std::string why = explanations_text(explain(status), output, 0); !why.empty())
        text += '\n' + why;
    for (const Sink& sink : status.sinks)
        text += '\n' + sink_text(sink, status, rates, output);
    if (status.sinks.empty())
        text += "\nThere is no sink: no USB display is plugged in, or no driver has it (kmsmirrorctl doctor).\n";
    return text;
}

Json status_json(const Status& status, const Rates* rates) {
    Json json = to_json(status);
    json["explanations"] = explanations_json(explain(status));
    for (std::size_t i = 0; i < status.sources.size(); ++i) {
        json["sources"][i]["explanations"] = explanations_json(explain(status.sources[i]));
        if (rates != nullptr)
            json["sources"][i]["rates"] = rates->of(status.sources[i]);
    }
    for (std::size_t i = 0; i < status.sinks.size(); ++i) {
        json["sinks"][i] = sink_json(status.sinks[i], status);
        json["sinks"][i]["explanations"] = explanations_json(explain(status.sinks[i], status));
        if (rates != nullptr)
            json["sinks"][i]["rates"] = rates->of(status.sinks[i]);
    }
    return json;
}

}  // namespace kmsmirror::ctl
