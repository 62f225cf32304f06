// SPDX-License-Identifier: MIT
#include "ctl/commands/info_command.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <CLI/CLI.hpp>
#include <optional>
#include <utility>
#include <vector>

#include "ctl/model/names.h"
#include "ctl/model/placed_picture.h"
#include "ctl/view/drawing.h"
#include "ctl/view/explain.h"
#include "ctl/view/explain_path.h"
#include "ctl/view/status_view.h"
#include "ctl/view/words.h"

namespace kmsmirror::ctl {
namespace {

using Lines = std::vector<std::pair<std::string, std::string>>;

std::string text_of(const Lines& lines, const Output& output) {
    constexpr std::size_t width = 20;
    std::string text;
    for (const auto& [label, value] : lines)
        text += output.paint(Colour::bold, fmt::format("{:>{}}", label, width)) + "  " + (value.empty() ? "-" : value) +
                '\n';
    return text;
}

void add_statistics(Lines& lines, const Json& statistics) {
    for (const auto& [name, value] : statistics.items())
        lines.emplace_back(name, value.dump());
}

Lines lines_of(const Source& source) {
    Lines lines{{"source", source.id},
                {"state", source.state},
                {"connector", source.connector},
                {"panel orientation", source.panel_orientation},
                {"driver", source.driver},
                {"device", source.device_path},
                {"mode", mode_words(source.mode)},
                {"format", source.format}};
    add_statistics(lines, source.statistics);
    return lines;
}

std::string all_modes(const Sink& sink) {
    std::vector<std::string> words;
    for (const Mode& mode : sink.modes)
        words.push_back(mode_words(mode));
    return fmt::format("{}", fmt::join(words, " "));
}

// Of a decision there is no errno that would say anything.
std::string reason_words(const PathReason& reason) {
    if (reason.call.empty())
        return "";
    if (is_decision(reason))
        return fmt::format("{} {}", reason.call, reason.time);
    return fmt::format("{} {} {} {}", reason.call, reason.errno_name, reason.error_class, reason.time);
}

Lines lines_of(const Sink& sink, const std::optional<PlacedPicture>& placed) {
    Lines lines{{"sink", sink.id},
                {"state", sink.state},
                {"error", sink.error},
                {"source", sink.source_id},
                {"connector", sink.connector},
                {"panel orientation", sink.panel_orientation},
                {"driver", sink.driver},
                {"device", sink.device_path},
                {"USB port", sink.usb_path},
                {"make", sink.make},
                {"model", sink.model},
                {"serial number", sink.serial},
                {"path", sink.path},
                {"path reason", reason_words(sink.path_reason)},
                {"fallbacks", fmt::format("{}", sink.fallback_count)},
                {"mode", mode_words(sink.mode)},
                {"format", sink.format},
                {"modes", all_modes(sink)},
                {"enabled", sink.enabled ? "yes" : "no"},
                {"chosen path", sink.path_choice},
                {"chosen mode", sink.mode_choice},
                {"fit", sink.fit},
                {"rotation", fmt::format("{}", sink.rotation)},
                {"reflection", sink.reflection},
                {"chosen region", sink.region_choice},
                {"region", rect_words(sink.region)},
                {"part of display", rect_words(sink.display_part)},
                {"bezel", fmt::format("{}", sink.bezel)},
                {"chosen filter", sink.filter_choice},
                {"filter", sink.filter},
                {"dither", sink.dither},
                {"most frames/s", sink.max_rate_mhz == 0 ? "no limit" : hertz_words(sink.max_rate_mhz)},
                {"remembered by", sink.remembered_by}};
    lines.emplace_back("calibration matrix", placed ? matrix_words(calibration_matrix(*placed)) : "");
    add_statistics(lines, sink.statistics);
    return lines;
}

std::string text_with_drawing(const Sink& sink, const Status& status, const Output& output) {
    const auto placed = placed_picture(sink, status);
    return text_of(lines_of(sink, placed), output) + (placed ? '\n' + drawing_text(sink, *placed, output) : "");
}

}  // namespace

void InfoCommand::set_up(CLI::App& app) {
    app.add_option("SINK|SOURCE", name_, "Id, connector, model, or the beginning of one of them")->required();
}

ExitCode InfoCommand::run(Context& context) {
    const Output& output = context.output();
    const Status status = context.daemon().status();
    const Found found = find_source_or_sink(status, name_);
    const auto why = found.sink != nullptr ? explain(*found.sink, status) : explain(*found.source);
    if (output.is_json()) {
        Json json = found.sink != nullptr ? sink_json(*found.sink, status) : to_json(*found.source);
        json["explanations"] = explanations_json(why);
        output.json(json);
    } else {
        const std::string text = found.sink != nullptr ? text_with_drawing(*found.sink, status, output)
                                                       : text_of(lines_of(*found.source), output);
        output.text(text + (why.empty() ? "" : "\n" + explanations_text(why, output, 0)));
    }
    return ExitCode::ok;
}

}  // namespace kmsmirror::ctl
