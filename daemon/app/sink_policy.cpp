// SPDX-License-Identifier: MIT
#include "app/sink_policy.h"

#include <fmt/format.h>

#include <utility>

#include "base/log.h"
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
    read_remembered();
}

void SinkPolicy::read_remembered() {
    auto all = store_.all();
    for (const config::Message& message : all.messages)
        log::warning("{}", config::described(message));
    remembered_ = std::move(all.rules);
}

SinkSettings SinkPolicy::lasting_settings_for(const SinkStatus& sink) const {
    const config::SinkIdentity identity = identity_of(sink);
    SinkSettings settings;
    config::changes_for(config_, identity).apply_to(settings);
    for (const config::SinkRule& rule : remembered_)
        if (config::matches(rule.match, identity))
            rule.changes.apply_to(settings);
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
    const auto later = [](const char* what) {
        return bus::ControlError{Kind::not_supported, fmt::format("{} is not supported yet", what)};
    };
    if (changes.fit.value_or(Fit::none) != Fit::none)
        return later("a fit other than \"none\"");
    if (changes.rotation.value_or(0) != 0)
        return later("a rotation other than 0");
    if (changes.region && *changes.region)
        return later("a region other than the whole source");
    if (changes.source_id && !changes.source_id->empty() && *changes.source_id != source_id)
        return bus::ControlError{Kind::no_such_source, fmt::format("there is no source {}", *changes.source_id)};
    if (changes.mode && *changes.mode)
        return mode_refusal(**changes.mode, sink);
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

tl::expected<void, std::string> SinkPolicy::set_persistent(const std::vector<Change>& changes) {
    std::vector<config::SettingsStore::Wish> wishes;
    wishes.reserve(changes.size());
    for (const auto& [sink, wanted] : changes)
        wishes.push_back({identity_of(sink), wanted});
    if (auto saved = store_.save(wishes); !saved)
        return saved;
    read_remembered();
    // What was set for a while before must not hide it.
    set_temporary(changes);
    return {};
}

void SinkPolicy::replace(config::Config config) {
    config_ = std::move(config);
    read_remembered();
    temporary_.clear();
    ++serial_;
}

}  // namespace kmsmirror::app
