// SPDX-License-Identifier: MIT
#include "app/sink_policy.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "base/log.h"
#include "config/known_by.h"
#include "config/rule_check.h"
#include "mirror/mode_match.h"

namespace kmsmirror::app {
namespace {

using Kind = bus::ControlError::Kind;

config::SinkIdentity identity_of(const SinkStatus& sink) {
    return {sink.id, sink.driver, sink.usb_path, sink.connector, sink.make, sink.model, sink.serial};
}

// Of a sink whose modes are not known nobody knows what it has not.
std::optional<bus::ControlError> mode_refusal(const ModeWish& wish, const SinkStatus& sink) {
    std::vector<mirror::ModeChoice> choices;
    choices.reserve(sink.modes.size());
    for (const ModeStatus& mode : sink.modes)
        choices.push_back({mode.size, mode.refresh_mhz, false});
    if (choices.empty() || mirror::find_mode(choices, wish))
        return std::nullopt;
    return bus::ControlError{Kind::mode_not_supported,
                             fmt::format("the display on {} has no mode {}; it has {}", sink.id, mode_text(wish),
                                         mirror::modes_text(choices))};
}

}  // namespace

SinkPolicy::SinkPolicy(config::Config config, config::SettingsStore store)
    : config_(std::move(config)), store_(std::move(store)) {
    take_remembered(store_.all());
}

void SinkPolicy::take_remembered(const config::SettingsStore::All& all) {
    for (const config::Message& message : all.messages)
        log::warning("{}", config::described(message));
    remembered_ = all.rules;
}

SinkSettings SinkPolicy::lasting_settings_for(const SinkStatus& sink) const {
    const config::SinkIdentity identity = identity_of(sink);
    SinkSettings settings;
    config::changes_for(config_, identity).apply_to(settings);
    for (const config::SinkRule& rule : remembered_) {
        if (!config::matches(rule.match, identity))
            continue;
        rule.changes.apply_to(settings);
        settings.remembered_by = config::known_by(rule.match);
    }
    return settings;
}

SinkSettings SinkPolicy::settings_for(const SinkStatus& sink) const {
    SinkSettings settings = lasting_settings_for(sink);
    if (const auto found = temporary_.find(sink.id); found != temporary_.end())
        found->second.apply_to(settings);
    return settings;
}

std::optional<bus::ControlError> SinkPolicy::refusal(const SinkChanges& changes, const SinkStatus& sink,
                                                     const std::string& source_id) {
    if (changes.source_id && !changes.source_id->empty() && *changes.source_id != source_id)
        return bus::ControlError{Kind::no_such_source, fmt::format("there is no source {}", *changes.source_id)};
    if (changes.mode)
        if (const ModeWish* const wish = std::get_if<ModeWish>(&*changes.mode))
            return mode_refusal(*wish, sink);
    return std::nullopt;
}

void SinkPolicy::set_temporary(const std::vector<Change>& changes) {
    for (const auto& [sink, wanted] : changes) {
        SinkChanges& temporary = temporary_[sink.id];
        temporary.add(wanted);
        temporary.drop_same(lasting_settings_for(sink));
    }
    ++serial_;
}

// What is remembered for display and port would count more than what is remembered for the display alone.
RememberedBy SinkPolicy::remember_by(const config::SinkIdentity& sink,
                                     const std::vector<config::SinkIdentity>& present) const {
    const RememberedBy by = config::known_by(sink, present);
    const auto narrow = config::match_for(sink, RememberedBy::display_and_port);
    const bool is_narrow =
        by == RememberedBy::display &&
        std::any_of(remembered_.begin(), remembered_.end(), [&](const auto& rule) { return rule.match == narrow; });
    return is_narrow ? RememberedBy::display_and_port : by;
}

std::vector<config::SettingsStore::Wish> SinkPolicy::wishes_for(const std::vector<Change>& changes,
                                                                const std::vector<SinkStatus>& sinks) const {
    std::vector<config::SinkIdentity> present;
    for (const SinkStatus& sink : sinks)
        if (sink.state != SinkState::unplugged && sink.state != SinkState::no_display)
            present.push_back(identity_of(sink));
    std::vector<config::SettingsStore::Wish> wishes;
    wishes.reserve(changes.size());
    for (const auto& [sink, wanted] : changes)
        wishes.push_back({identity_of(sink), remember_by(identity_of(sink), present), wanted});
    return wishes;
}

void SinkPolicy::set_persistent(const std::vector<Change>& changes, const config::SettingsStore::All& remembered) {
    take_remembered(remembered);
    // What was set for a while before must not hide it.
    set_temporary(changes);
}

std::vector<config::Message> SinkPolicy::check(const std::vector<SinkStatus>& sinks,
                                               const std::string& source_id) const {
    config::Present present{{}, {source_id}};
    for (const SinkStatus& sink : sinks)
        present.sinks.push_back(identity_of(sink));
    return config::check_rules(config_.sink_rules, present);
}

void SinkPolicy::replace(config::Config config) {
    config_ = std::move(config);
    take_remembered(store_.all());
    temporary_.clear();
    ++serial_;
}

}  // namespace kmsmirror::app
