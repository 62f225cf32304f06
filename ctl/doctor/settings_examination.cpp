// SPDX-License-Identifier: MIT
#include "ctl/doctor/settings_examination.h"

#include <fmt/format.h>
#include <sys/stat.h>
#include <sys/statvfs.h>

#include <algorithm>
#include <optional>

#include "base/sink_settings.h"
#include "base/text.h"
#include "config/rule_check.h"
#include "ctl/doctor/kernel_modules.h"
#include "ctl/doctor/setting_origin.h"
#include "ctl/view/config_view.h"
#include "mirror/mode_match.h"

namespace kmsmirror::ctl::doctor {

namespace {

constexpr const char* state_folder = "/var/lib/kmsmirror";

std::optional<struct stat> status_of(const System& system, const std::string& path) {
    struct stat status {};
    return ::stat(system.at(path).c_str(), &status) == 0 ? std::optional(status) : std::nullopt;
}

bool is_read_only(const System& system) {
    struct statvfs status {};
    return ::statvfs(system.at(state_folder).c_str(), &status) == 0 && (status.f_flag & ST_RDONLY) != 0;
}

// All but that works without it.
Finding examine_folder(const Facts& facts) {
    const auto cannot = [](const char* what, const char* fix) {
        return note(fmt::format("{} {}, so that --persistent is refused", state_folder, what), fix);
    };
    const auto folder = status_of(facts.system, state_folder);
    if (!folder || !S_ISDIR(folder->st_mode))
        return cannot(
            "is no folder",
            "systemd-tmpfiles --create kmsmirror.conf; where the root is read-only, mount one there that can be "
            "written");
    if (is_read_only(facts.system))
        return cannot("is read-only", "Mount a file system there that can be written");
    const auto daemon =
        facts.daemon_pid ? status_of(facts.system, fmt::format("/proc/{}", *facts.daemon_pid)) : std::nullopt;
    if (daemon && daemon->st_uid != 0 && daemon->st_uid != folder->st_uid)
        return cannot("is not the daemon's user's", "systemd-tmpfiles --create kmsmirror.conf");
    return ok(fmt::format("Settings of displays can be remembered in {}", state_folder));
}

// What the daemon left out when it read the files, as it does again with the next reload.
void add_messages(const std::vector<config::Message>& messages, std::vector<Finding>& findings) {
    constexpr const char* fix = "Correct it, then: kmsmirrorctl reload";
    for (const config::Message& message : messages)
        if (is_hidden(message))
            findings.push_back(note(config::described(message), "Run this as root"));
        else if (message.severity == config::Message::Severity::error)
            findings.push_back(problem(config::described(message), fix));
        else
            findings.push_back(note(config::described(message), fix));
}

// Names in Drivers= that are nobody's here; modules are named as their drivers, or nearly so. Those that everybody has
// there by default may be of hardware that comes.
void add_unknown_drivers(const Facts& facts, std::vector<Finding>& findings) {
    const auto usual = config::Config().sinks.drivers;
    for (const std::string& name : facts.configuration.config.sinks.drivers) {
        const bool is_usual = std::ranges::find(usual, name) != usual.end();
        const bool has_card = std::ranges::find(facts.cards, name, &Card::driver) != facts.cards.end();
        const bool has_sink =
            facts.daemon && std::ranges::find(facts.daemon->sinks, name, &Sink::driver) != facts.daemon->sinks.end();
        if (!is_usual && !has_card && !has_sink && !has_module(facts.system, name))
            findings.push_back(note(fmt::format("Drivers= names {}: no card has that driver, and the kernel has no "
                                                "module of that name",
                                                printable(name)),
                                    "Correct it where it is misspelt, then: kmsmirrorctl reload"));
    }
}

void add_rules_without_effect(const Facts& facts, std::vector<Finding>& findings) {
    config::Present present;
    for (const Sink& sink : facts.daemon->sinks)
        present.sinks.push_back(identity_of(sink));
    for (const Source& source : facts.daemon->sources)
        present.sources.push_back(source.id);
    for (const config::Message& message : config::check_rules(facts.configuration.config.sink_rules, present))
        findings.push_back(note(config::described(message), "Compare it with kmsmirrorctl list"));
}

bool offers(const Sink& sink, const ModeWish& wish) {
    std::vector<mirror::ModeChoice> choices;
    for (const Mode& mode : sink.modes)
        choices.push_back({{mode.width, mode.height}, mode.refresh_mhz, false});
    return mirror::find_mode(choices, wish).has_value();
}

// Of a sink that shows another mode instead, that is told with its state.
void add_mode_that_is_gone(const Facts& facts, const Sink& sink, std::vector<Finding>& findings) {
    const auto wish = parse_mode_wish(sink.mode_choice);
    const bool is_told = sink.state == "mirroring" && !sink.error.empty();
    if (wish && !is_told && !sink.modes.empty() && !offers(sink, *wish))
        findings.push_back(note(fmt::format("The display on {} shall have the mode {}, which it does not offer now",
                                            printable(sink.id), printable(sink.mode_choice)),
                                undo_fix(facts, sink, {"Mode", sink.mode_choice, "mode=auto"})));
}

}  // namespace

std::vector<Finding> SettingsExamination::examine(const Facts& facts) {
    std::vector<Finding> findings{examine_folder(facts)};
    add_messages(facts.configuration.messages, findings);
    add_messages(facts.remembered.messages, findings);
    add_unknown_drivers(facts, findings);
    if (!facts.daemon)
        return findings;
    add_rules_without_effect(facts, findings);
    for (const Sink& sink : facts.daemon->sinks)
        add_mode_that_is_gone(facts, sink, findings);
    return findings;
}

}  // namespace kmsmirror::ctl::doctor
