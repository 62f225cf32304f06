// SPDX-License-Identifier: MIT
#include "ctl/doctor/master_examination.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "ctl/doctor/card_clients.h"
#include "ctl/doctor/source_card.h"

namespace kmsmirror::ctl::doctor {

namespace {

bool is_daemon(const Process& process, const Facts& facts) {
    return facts.daemon_pid && process.pid == std::to_string(*facts.daemon_pid);
}

// Whether the daemon says that it shows pictures there, which only the master can.
bool is_shown_by_daemon(const Card& card, const Facts& facts) {
    if (!facts.daemon)
        return false;
    const auto& sources = facts.daemon->sources;
    const auto& sinks = facts.daemon->sinks;
    return std::any_of(sources.begin(), sources.end(),
                       [&](const Source& source) {
                           return source.device_path == card.device_path && source.state == "scanout";
                       }) ||
           std::any_of(sinks.begin(), sinks.end(), [&](const Sink& sink) {
               return sink.device_path == card.device_path && sink.path != "none" && !sink.path.empty();
           });
}

Finding about_others(const Card& card, const std::vector<Process>& others) {
    std::vector<std::string> names;
    std::transform(others.begin(), others.end(), std::back_inserter(names),
                   [](const Process& process) { return process.words(); });
    return problem(fmt::format("{} {} master of {}, so that kmsmirrord cannot show pictures there",
                               fmt::join(names, " or "), names.size() == 1 ? "is" : "may be", card.words()),
                   card.is_usb()
                       ? "Let that program leave the card alone: the udev rule 72-kmsmirror.rules gives it to "
                         "another seat; then start that program again"
                       : "End that program, for example: systemctl stop display-manager");
}

// Who opened a card is not who holds it: what keeps descriptors for others hands them on.
Finding about_handed_on(const Card& card, const Process& opener, const Facts& facts) {
    if (is_shown_by_daemon(card, facts))
        return ok(fmt::format("kmsmirrord is master of {}", card.words()));
    std::vector<Process> holders = processes_with(facts.system, card);
    const bool has_daemon = std::erase_if(holders, [&](const Process& holder) { return is_daemon(holder, facts); }) > 0;
    if (!holders.empty())
        return about_others(card, holders);
    if (has_daemon && opener.has_ended())
        return ok(fmt::format("kmsmirrord is master of {}", card.words()));
    if (opener.has_ended())
        return note(
            fmt::format("{} is as a process that has ended left it (process {}): systemd keeps it for kmsmirrord",
                        card.words(), opener.pid),
            "systemctl start kmsmirrord goes on from there, systemctl stop kmsmirrord gives it back");
    return problem(fmt::format("{} is master of {} for another program, so that kmsmirrord cannot show pictures there",
                               opener.words(), card.words()),
                   "End that program: loginctl tells whose session it is");
}

Finding about(const Card& card, const Facts& facts) {
    const auto master = master_of(facts.system, card);
    if (!master)
        return ok(fmt::format("No program is master of {}", card.words()));
    if (is_daemon(*master, facts))
        return ok(fmt::format("kmsmirrord is master of {}", card.words()));
    if (master->has_ended() || master->hands_on())
        return about_handed_on(card, *master, facts);
    return about_others(card, {*master});
}

// What the daemon says, where debugfs says nothing.
std::vector<Finding> findings_of(const Status& status) {
    std::vector<Finding> findings;
    const auto add = [&](const char* kind, const std::string& id) {
        findings.push_back(problem(fmt::format("Another program is master of the card of {} {}", kind, id),
                                   "As root, kmsmirrorctl doctor tells which one"));
    };
    for (const Source& source : status.sources)
        if (source.state == "no-master")
            add("source", source.id);
    for (const Sink& sink : status.sinks)
        if (sink.state == "no-master")
            add("sink", sink.id);
    return findings;
}

}  // namespace

std::vector<Finding> MasterExamination::examine(const Facts& facts) {
    std::vector<Finding> findings;
    bool is_readable = false;
    for (const Card& card : facts.cards) {
        if (!has_clients(facts.system, card))
            continue;
        is_readable = true;
        if (&card == source_card(facts) || is_sink_card(facts, card))
            findings.push_back(about(card, facts));
    }
    if (is_readable || facts.cards.empty())
        return findings;
    if (facts.daemon)
        findings = findings_of(*facts.daemon);
    if (findings.empty())
        findings.push_back(note("Who is master of the cards is not known: debugfs cannot be read",
                                "Run this as root, with debugfs mounted on /sys/kernel/debug"));
    return findings;
}

}  // namespace kmsmirror::ctl::doctor
