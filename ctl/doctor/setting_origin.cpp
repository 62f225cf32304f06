// SPDX-License-Identifier: MIT
#include "ctl/doctor/setting_origin.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "config/sink_keys.h"

namespace kmsmirror::ctl::doctor {

namespace {

bool says(const config::SinkRule& rule, const ChosenSetting& setting) {
    return std::ranges::any_of(config::all_sink_keys(), [&](const config::SinkKey& key) {
        return key.section == "Sink" && key.name == setting.key && key.text(rule) == setting.value;
    });
}

// Later ones count more; null if none says so.
const config::SinkRule* find_rule(const std::vector<config::SinkRule>& rules, const Sink& sink,
                                  const ChosenSetting& setting) {
    const config::SinkIdentity identity = identity_of(sink);
    const auto found = std::find_if(rules.rbegin(), rules.rend(), [&](const config::SinkRule& rule) {
        return config::matches(rule.match, identity) && says(rule, setting);
    });
    return found == rules.rend() ? nullptr : &*found;
}

}  // namespace

config::SinkIdentity identity_of(const Sink& sink) {
    return {sink.id, sink.driver, sink.usb_path, sink.connector, sink.make, sink.model, sink.serial};
}

std::string undo_fix(const Facts& facts, const Sink& sink, const ChosenSetting& setting) {
    const std::string command = fmt::format("kmsmirrorctl set {} {}", printable(sink.id), setting.undo);
    if (find_rule(facts.remembered.rules, sink, setting) != nullptr)
        return command + " --persistent";
    if (const auto* const rule = find_rule(facts.configuration.config.sink_rules, sink, setting))
        return fmt::format("Correct {}= in {}, then: kmsmirrorctl reload", setting.key, rule->file);
    // What this user may not read.
    const bool is_remembered = !sink.remembered_by.empty() && sink.remembered_by != "none";
    return is_remembered ? command + " --persistent" : command;
}

}  // namespace kmsmirror::ctl::doctor
