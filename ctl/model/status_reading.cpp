// SPDX-License-Identifier: MIT
// From what D-Bus says to values.
#include <array>

#include "ctl/model/object_path.h"
#include "ctl/model/status.h"

namespace kmsmirror::ctl {
namespace {

// Leaves the value alone when there is no such property.
template <class T>
void take(const Json& properties, const char* name, T& value) {
    if (const auto found = properties.find(name); found != properties.end())
        value = found->template get<T>();
}

template <class T, std::size_t N>
std::array<T, N> tuple(const Json& properties, const char* name) {
    std::array<T, N> values{};
    take(properties, name, values);
    return values;
}

Mode mode_of(const std::array<std::uint32_t, 3>& values) {
    return {values[0], values[1], values[2]};
}

Rect rect_in(const Json& properties, const char* name) {
    const auto values = tuple<std::int32_t, 4>(properties, name);
    return {values[0], values[1], values[2], values[3]};
}

std::string id_of(const Json& properties, const char* name) {
    std::string path;
    take(properties, name, path);
    return object_name(path).id;
}

template <class T>
void take_object(const Json& properties, T& object) {
    properties.at("ObjectPath").get_to(object.object_path);
    object.id = object_name(object.object_path).id;
    take(properties, "Statistics", object.statistics);
}

template <class T>
std::vector<T> list(const Json& status, const char* name, T (*read)(const Json&)) {
    std::vector<T> values;
    if (const auto found = status.find(name); found != status.end())
        for (const Json& properties : *found)
            values.push_back(read(properties));
    return values;
}

}  // namespace

Source read_source(const Json& properties) {
    Source source;
    take_object(properties, source);
    take(properties, "State", source.state);
    take(properties, "Driver", source.driver);
    take(properties, "Connector", source.connector);
    take(properties, "PanelOrientation", source.panel_orientation);
    take(properties, "DevicePath", source.device_path);
    source.mode = mode_of(tuple<std::uint32_t, 3>(properties, "Mode"));
    take(properties, "Format", source.format);
    return source;
}

Sink read_sink(const Json& properties) {
    Sink sink;
    take_object(properties, sink);
    take(properties, "State", sink.state);
    take(properties, "Error", sink.error);
    sink.source_id = id_of(properties, "Source");
    take(properties, "Driver", sink.driver);
    take(properties, "Connector", sink.connector);
    take(properties, "PanelOrientation", sink.panel_orientation);
    take(properties, "DevicePath", sink.device_path);
    take(properties, "UsbPath", sink.usb_path);
    const auto identity = tuple<std::string, 3>(properties, "Identity");
    sink.make = identity[0];
    sink.model = identity[1];
    sink.serial = identity[2];
    take(properties, "Path", sink.path);
    const auto reason = tuple<std::string, 4>(properties, "PathReason");
    sink.path_reason = {reason[0], reason[1], reason[2], reason[3]};
    take(properties, "FallbackCount", sink.fallback_count);
    sink.mode = mode_of(tuple<std::uint32_t, 3>(properties, "Mode"));
    take(properties, "Format", sink.format);
    std::vector<std::array<std::uint32_t, 3>> modes;
    take(properties, "Modes", modes);
    for (const auto& mode : modes)
        sink.modes.push_back(mode_of(mode));
    take(properties, "Enabled", sink.enabled);
    take(properties, "PathChoice", sink.path_choice);
    take(properties, "ModeChoice", sink.mode_choice);
    take(properties, "Fit", sink.fit);
    take(properties, "Rotation", sink.rotation);
    take(properties, "Reflection", sink.reflection);
    take(properties, "RegionChoice", sink.region_choice);
    sink.region = rect_in(properties, "Region");
    sink.display_part = rect_in(properties, "DisplayPart");
    take(properties, "Bezel", sink.bezel);
    take(properties, "FilterChoice", sink.filter_choice);
    take(properties, "Filter", sink.filter);
    take(properties, "Dither", sink.dither);
    take(properties, "MaxRate", sink.max_rate_mhz);
    take(properties, "RememberedBy", sink.remembered_by);
    return sink;
}

Session read_session(const Json& properties) {
    Session session;
    take_object(properties, session);
    session.source_id = id_of(properties, "Source");
    take(properties, "ProcessId", session.process_id);
    take(properties, "UserId", session.user_id);
    return session;
}

Status read_status(const Json& status) {
    Status result;
    take(status, "version", result.version);
    take(status, "state", result.state);
    take(status, "error", result.error);
    take(status, "config_serial", result.config_serial);
    result.sources = list(status, "sources", read_source);
    result.sinks = list(status, "sinks", read_sink);
    result.sessions = list(status, "sessions", read_session);
    return result;
}

}  // namespace kmsmirror::ctl
