// SPDX-License-Identifier: MIT
#include "ctl/monitor/tracker.h"

#include <utility>

#include "ctl/model/object_path.h"
#include "ctl/view/explain_path.h"

namespace kmsmirror::ctl {
namespace {

constexpr const char* own_interfaces = "org.kmsmirror1.";
constexpr const char* daemon_kind = "daemon";

Json daemon_json(const Json& properties) {
    Json json = Json::object();
    for (const auto& [name, key] :
         {std::pair{"Version", "version"}, {"State", "state"}, {"Error", "error"}, {"ConfigSerial", "config_serial"}})
        if (const auto found = properties.find(name); found != properties.end())
            json[key] = *found == Json("") ? Json() : *found;
    return json;
}

// With the keys that are documented, without the counters, which no signal tells.
Json json_of(const std::string& kind, const Json& properties) {
    if (kind == daemon_kind)
        return daemon_json(properties);
    Json json = kind == "source" ? to_json(read_source(properties))
                : kind == "sink" ? to_json(read_sink(properties))
                                 : to_json(read_session(properties));
    json.erase("statistics");
    return json;
}

std::string connector_of(const Json& properties) {
    return properties.value("Connector", "");
}

}  // namespace

void Tracker::keep(const Json& properties) {
    const std::string path = properties.at("ObjectPath").get<std::string>();
    const ObjectName name = object_name(path);
    objects_[path] = {name.kind, name.id, properties};
}

Event Tracker::start(const Json& raw_status) {
    objects_.clear();
    for (const char* list : {"sources", "sinks", "sessions"})
        for (const Json& properties : raw_status.at(list))
            keep(properties);
    objects_[root_path] = {daemon_kind,
                           "",
                           {{"Version", raw_status.at("version")},
                            {"State", raw_status.at("state")},
                            {"Error", raw_status.value("error", "")},
                            {"ConfigSerial", raw_status.at("config_serial")}}};
    Event event;
    event.kind = Event::Kind::running;
    event.object = daemon_kind;
    event.now = to_json(read_status(raw_status));
    return event;
}

Event Tracker::stop() {
    objects_.clear();
    Event event;
    event.kind = Event::Kind::stopped;
    event.object = daemon_kind;
    return event;
}

std::vector<Event> Tracker::take(const Signal& signal) {
    const Json& arguments = signal.arguments;
    if (signal.member == "PropertiesChanged")
        return arguments.at(0).get<std::string>().starts_with(own_interfaces)
                   ? change(signal.object_path, arguments.at(1))
                   : std::vector<Event>{};
    if (signal.member == "InterfacesAdded")
        return add(arguments.at(0).get<std::string>(), arguments.at(1));
    if (signal.member == "InterfacesRemoved")
        return remove(arguments.at(0).get<std::string>());
    return {};
}

std::vector<Event> Tracker::add(const std::string& path, const Json& interfaces) {
    const ObjectName name = object_name(path);
    if (name.kind.empty() || objects_.contains(path))
        return {};
    Json properties{{"ObjectPath", path}};
    for (const auto& [interface, values] : interfaces.items())
        if (interface.starts_with(own_interfaces))
            properties.update(values);
    objects_[path] = {name.kind, name.id, properties};
    Event event{Event::Kind::added, name.kind, name.id, connector_of(properties), {}, {}, ""};
    event.now = json_of(name.kind, properties);
    return {event};
}

std::vector<Event> Tracker::remove(const std::string& path) {
    const auto found = objects_.find(path);
    if (found == objects_.end())
        return {};
    const Object object = std::move(found->second);
    objects_.erase(found);
    return {{Event::Kind::removed, object.kind, object.id, connector_of(object.properties), {}, {}, ""}};
}

std::vector<Event> Tracker::change(const std::string& path, const Json& properties) {
    const auto found = objects_.find(path);
    if (found == objects_.end())
        return {};
    Object& object = found->second;
    const Json before = json_of(object.kind, object.properties);
    object.properties.update(properties);
    const Json now = json_of(object.kind, object.properties);
    Event event{Event::Kind::changed, object.kind,    object.id, connector_of(object.properties),
                Json::object(),       Json::object(), ""};
    for (const auto& [key, value] : now.items()) {
        const Json old = before.value(key, Json());
        if (old == value)
            continue;
        event.before[key] = old;
        event.now[key] = value;
    }
    if (event.now.empty())
        return {};
    if (event.now.contains("path_reason"))
        if (const auto why = explain_path(read_sink(object.properties), {}))
            event.path_why = why->why;
    return {event};
}

}  // namespace kmsmirror::ctl
