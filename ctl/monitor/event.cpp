// SPDX-License-Identifier: MIT
#include "ctl/monitor/event.h"

#include <fmt/format.h>

#include "ctl/view/words.h"

namespace kmsmirror::ctl {
namespace {

const char* kind_name(Event::Kind kind) {
    switch (kind) {
        case Event::Kind::running:
            return "running";
        case Event::Kind::stopped:
            return "stopped";
        case Event::Kind::added:
            return "added";
        case Event::Kind::removed:
            return "removed";
        case Event::Kind::changed:
            return "changed";
    }
    return "";
}

std::string words(const Json& value);

std::string joined(const Json& values, const char* separator) {
    std::string text;
    for (const Json& value : values)
        if (value != Json(""))
            text += (text.empty() ? "" : separator) + words(value);
    return text.empty() ? "none" : text;
}

// A mode, or an identity.
std::string object_value_words(const Json& value) {
    if (value.contains("width"))
        return mode_words({value.at("width").get<std::uint32_t>(), value.at("height").get<std::uint32_t>(),
                           value.at("refresh_mhz").get<std::uint32_t>()});
    return joined(value, " ");
}

std::string words(const Json& value) {
    if (value.is_object())
        return object_value_words(value);
    if (value.is_array())
        return joined(value, !value.empty() && value.front().is_number() ? "," : " ");
    if (value.is_boolean())
        return value.get<bool>() ? "yes" : "no";
    if (value.is_string())
        return value == Json("") ? "none" : value.get<std::string>();
    return value.is_null() ? "none" : value.dump();
}

// A change of the property.
std::string value_words(const std::string& key, const Json& value) {
    if (key == "max_rate_mhz")
        return value == Json(0U) ? "no limit" : hertz_words(value.get<std::uint32_t>());
    return words(value);
}

std::string count_words(const Json& status, const std::string& kind) {
    const std::size_t count = status.at(kind + 's').size();
    return fmt::format("{} {}{}", count, kind, count == 1 ? "" : "s");
}

std::string object_words(const Event& event) {
    if (event.object == "daemon")
        return "kmsmirrord";
    const bool has_connector = !event.connector.empty();
    return fmt::format("{} {}{}", event.object, has_connector ? event.connector + ' ' : "", event.id);
}

std::string change_line(const Event& event, const std::string& key) {
    const Json& now = event.now.at(key);
    if (key == "path_reason")
        return fmt::format("{}: {}", object_words(event), event.path_why.empty() ? "on its best path" : event.path_why);
    if (key == "error" && !now.is_null())
        return fmt::format("{}: {}", object_words(event), words(now));
    return fmt::format("{}: {} {} -> {}", object_words(event), key == "max_rate_mhz" ? "max_rate" : key,
                       value_words(key, event.before.value(key, Json())), value_words(key, now));
}

}  // namespace

Json event_json(const Event& event, const std::string& time) {
    Json json{{"time", time}, {"event", kind_name(event.kind)}, {"object", event.object}};
    if (event.object != "daemon")
        json["id"] = event.id;
    if (event.kind == Event::Kind::changed)
        json["changes"] = event.now;
    else if (event.kind != Event::Kind::removed && event.kind != Event::Kind::stopped)
        json["properties"] = event.now;
    return json;
}

std::vector<std::string> event_lines(const Event& event) {
    switch (event.kind) {
        case Event::Kind::running:
            return {fmt::format("kmsmirrord {} runs: {}, {}, {}, {}", words(event.now.at("version")),
                                words(event.now.at("state")), count_words(event.now, "source"),
                                count_words(event.now, "sink"), count_words(event.now, "session"))};
        case Event::Kind::stopped:
            return {"kmsmirrord does not run"};
        case Event::Kind::added:
            return {event.now.contains("state")
                        ? fmt::format("{} came: {}", object_words(event), words(event.now.at("state")))
                        : fmt::format("{} came", object_words(event))};
        case Event::Kind::removed:
            return {fmt::format("{} went", object_words(event))};
        case Event::Kind::changed:
            break;
    }
    std::vector<std::string> lines;
    for (const auto& [key, value] : event.now.items())
        // An error that is over shows in the state.
        if (key != "error" || !value.is_null())
            lines.push_back(change_line(event, key));
    return lines;
}

}  // namespace kmsmirror::ctl
