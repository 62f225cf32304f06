// SPDX-License-Identifier: MIT
#include "ctl/model/status.h"

#include <algorithm>

namespace kmsmirror::ctl {
namespace {

Json text_or_null(const std::string& text) {
    return text.empty() ? Json() : Json(text);
}

template <class T>
Json list(const std::vector<T>& values) {
    Json array = Json::array();
    for (const T& value : values)
        array.push_back(to_json(value));
    return array;
}

Json rect_json(const Rect& rect) {
    return rect.empty() ? Json() : Json{rect.x1, rect.y1, rect.x2, rect.y2};
}

Json reason_json(const PathReason& reason) {
    if (reason.call.empty())
        return nullptr;
    return {{"call", reason.call}, {"errno", reason.errno_name}, {"class", reason.error_class}, {"time", reason.time}};
}

}  // namespace

const Source* Status::source_of(const Sink& sink) const noexcept {
    const auto found =
        std::find_if(sources.begin(), sources.end(), [&](const Source& source) { return source.id == sink.source_id; });
    return found == sources.end() ? nullptr : &*found;
}

std::uint64_t counter(const Json& statistics, const char* name) {
    const auto found = statistics.find(name);
    return found != statistics.end() && found->is_number_unsigned() ? found->get<std::uint64_t>() : 0;
}

Json to_json(const Mode& mode) {
    if (!mode.is_set())
        return nullptr;
    return {{"width", mode.width}, {"height", mode.height}, {"refresh_mhz", mode.refresh_mhz}};
}

Json to_json(const Source& source) {
    return {{"id", source.id},
            {"object_path", source.object_path},
            {"state", source.state},
            {"driver", source.driver},
            {"connector", source.connector},
            {"panel_orientation", text_or_null(source.panel_orientation)},
            {"device_path", source.device_path},
            {"mode", to_json(source.mode)},
            {"format", source.format},
            {"statistics", source.statistics}};
}

Json to_json(const Sink& sink) {
    return {{"id", sink.id},
            {"object_path", sink.object_path},
            {"state", sink.state},
            {"error", text_or_null(sink.error)},
            {"source", text_or_null(sink.source_id)},
            {"driver", sink.driver},
            {"connector", sink.connector},
            {"panel_orientation", text_or_null(sink.panel_orientation)},
            {"device_path", sink.device_path},
            {"usb_path", sink.usb_path},
            {"identity", {{"make", sink.make}, {"model", sink.model}, {"serial", sink.serial}}},
            {"path", sink.path},
            {"path_reason", reason_json(sink.path_reason)},
            {"fallback_count", sink.fallback_count},
            {"mode", to_json(sink.mode)},
            {"format", sink.format},
            {"modes", list(sink.modes)},
            {"enabled", sink.enabled},
            {"path_choice", sink.path_choice},
            {"mode_choice", sink.mode_choice},
            {"fit", sink.fit},
            {"rotation", sink.rotation},
            {"reflection", sink.reflection},
            {"region_choice", sink.region_choice},
            {"region", rect_json(sink.region)},
            {"display_part", rect_json(sink.display_part)},
            {"bezel", sink.bezel},
            {"filter_choice", sink.filter_choice},
            {"filter", text_or_null(sink.filter)},
            {"dither", sink.dither},
            {"max_rate_mhz", sink.max_rate_mhz},
            {"remembered_by", sink.remembered_by},
            {"statistics", sink.statistics}};
}

Json to_json(const Session& session) {
    return {{"id", session.id},
            {"object_path", session.object_path},
            {"source", text_or_null(session.source_id)},
            {"process_id", session.process_id},
            {"user_id", session.user_id},
            {"statistics", session.statistics}};
}

Json to_json(const Status& status) {
    return {{"version", status.version},           {"state", status.state},
            {"error", text_or_null(status.error)}, {"config_serial", status.config_serial},
            {"sources", list(status.sources)},     {"sinks", list(status.sinks)},
            {"sessions", list(status.sessions)}};
}

}  // namespace kmsmirror::ctl
