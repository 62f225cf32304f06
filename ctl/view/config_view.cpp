// SPDX-License-Identifier: MIT
#include "ctl/view/config_view.h"

#include <fmt/format.h>

#include <cerrno>
#include <system_error>

#include "config/keys.h"
#include "config/sink_file.h"
#include "config/sink_keys.h"

namespace kmsmirror::ctl {
namespace {

const config::Place* place_of(const config::Loaded& loaded, const config::Key& key) {
    const auto found = loaded.places.find({std::string(key.section), std::string(key.name)});
    return found == loaded.places.end() ? nullptr : &found->second;
}

std::string rules_text(const std::vector<config::SinkRule>& rules) {
    std::string text;
    for (const config::SinkRule& rule : rules)
        text += fmt::format("\n# {}\n{}", rule.file, config::sink_file_text(rule));
    return text;
}

Json rule_json(const config::SinkRule& rule) {
    Json json{{"file", rule.file}, {"match", Json::object()}, {"sink", Json::object()}};
    for (const config::SinkKey& key : config::all_sink_keys())
        if (const auto value = key.text(rule))
            json[key.section == "Match" ? "match" : "sink"][std::string(key.name)] = *value;
    return json;
}

Json rules_json(const std::vector<config::SinkRule>& rules) {
    Json json = Json::array();
    for (const config::SinkRule& rule : rules)
        json.push_back(rule_json(rule));
    return json;
}

}  // namespace

bool is_hidden(const config::Message& message) {
    return message.text.find(std::generic_category().message(EACCES)) != std::string::npos;
}

std::string messages_text(const std::vector<config::Message>& messages) {
    std::string text;
    for (const config::Message& message : messages) {
        const std::string place = message.line == 0 ? message.file : fmt::format("{}:{}", message.file, message.line);
        text += fmt::format("{}: {}: {}\n", place, severity_name(message.severity), message.text);
    }
    return text;
}

Json messages_json(const std::vector<config::Message>& messages) {
    Json json = Json::array();
    for (const config::Message& message : messages)
        json.push_back({{"file", message.file},
                        {"line", message.line},
                        {"severity", severity_name(message.severity)},
                        {"text", message.text}});
    return json;
}

std::string config_text(const config::Loaded& loaded, const std::vector<config::SinkRule>& remembered) {
    constexpr std::size_t width = 32;
    std::string text;
    std::string_view section;
    for (const config::Key& key : config::all_keys()) {
        if (key.section != section)
            text += fmt::format("{}[{}]\n", section.empty() ? "" : "\n", key.section);
        section = key.section;
        const std::string assignment = fmt::format("{}={}", key.name, key.text(loaded.config));
        const config::Place* place = place_of(loaded, key);
        text += fmt::format("{:<{}}  # {}\n", assignment, width,
                            place == nullptr ? "default" : fmt::format("{}:{}", place->file, place->line));
    }
    return text + rules_text(loaded.config.sink_rules) + rules_text(remembered);
}

Json config_json(const config::Loaded& loaded, const std::vector<config::SinkRule>& remembered) {
    Json settings = Json::array();
    for (const config::Key& key : config::all_keys()) {
        Json setting{{"section", key.section}, {"key", key.name}, {"value", key.text(loaded.config)}};
        const config::Place* place = place_of(loaded, key);
        setting["file"] = place == nullptr ? Json(nullptr) : Json(place->file);
        setting["line"] = place == nullptr ? Json(nullptr) : Json(place->line);
        settings.push_back(std::move(setting));
    }
    return {{"settings", std::move(settings)},
            {"sinks", rules_json(loaded.config.sink_rules)},
            {"remembered", rules_json(remembered)}};
}

}  // namespace kmsmirror::ctl
