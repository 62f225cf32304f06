// SPDX-License-Identifier: MIT
#include "ctl/doctor/source_display_examination.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "base/text.h"
#include "ctl/doctor/display_judgement.h"
#include "ctl/doctor/source_card.h"
#include "ctl/view/explain.h"
#include "ctl/view/words.h"

namespace kmsmirror::ctl::doctor {

namespace {

using Level = Finding::Level;

constexpr const char* without_a_display =
    "Connect a display; on a board that has none, name a mode for its connector, or take a virtual card: see "
    "kmsmirrord(8)";

std::vector<std::string> connector_names(const Card& card) {
    std::vector<std::string> names;
    for (const Connector& connector : card.connectors)
        names.push_back(connector.name);
    return names;
}

// Those that the configuration leaves to choose from.
std::vector<Connector> candidates(const Facts& facts, const Card& card) {
    const std::string& named = facts.configuration.config.source.connector;
    std::vector<Connector> connectors = card.connectors;
    std::erase_if(connectors, [&](const Connector& connector) { return !named.empty() && connector.name != named; });
    return connectors;
}

Finding about_mode(const Facts& facts, const Card& card, const Connector& connector) {
    const auto& mode = facts.configuration.config.source.mode;
    const auto& modes = connector.modes;
    const std::string size = mode ? fmt::format("{}x{}", mode->size.width, mode->size.height) : modes.front();
    if (std::find(modes.begin(), modes.end(), size) != modes.end())
        return ok(fmt::format("{} of {} has the mode {}", connector.name, card.name, size));
    return problem(
        fmt::format("{} of {} has no mode {}, which Mode= names: nothing is mirrored", connector.name, card.name, size),
        fmt::format("Correct Mode= in {}; there is {}", place_of_key(facts, "Mode"), fmt::join(modes, ", ")));
}

// Whether a source can come of the card, as far as sysfs tells.
std::vector<Finding> about_card(const Facts& facts, const Card& card) {
    const std::vector<Connector> connectors = candidates(facts, card);
    if (card.connectors.empty())
        return {problem(fmt::format("{} has no connector: nothing is mirrored", card.words()),
                        "Name another card by Card= in section [Source] of the configuration")};
    if (connectors.empty())
        return {problem(fmt::format("{} has no connector {}, which Connector= names: nothing is mirrored", card.words(),
                                    printable(facts.configuration.config.source.connector)),
                        fmt::format("Correct Connector= in {}; there is {}", place_of_key(facts, "Connector"),
                                    fmt::join(connector_names(card), ", ")))};
    const auto shown = std::find_if(connectors.begin(), connectors.end(),
                                    [](const Connector& connector) { return connector.has_display(); });
    if (shown != connectors.end())
        return {about_mode(facts, card, *shown)};
    std::vector<Finding> findings;
    // Of a connector that nobody has looked at sysfs tells nothing.
    const bool is_known = std::none_of(connectors.begin(), connectors.end(), [](const Connector& connector) {
        return !connector.is_connected() && !connector.is_disconnected();
    });
    if (is_known)
        findings.push_back(
            problem(fmt::format("{} has no display that can be the source: nothing is mirrored", card.words()),
                    without_a_display));
    for (const Connector& connector : connectors) {
        findings.push_back(judge_display(card, connector));
        findings.back().level = Level::note;
    }
    return findings;
}

Finding about_source(const Source& source) {
    const auto explanation = explain_state(source);
    const std::string name = fmt::format("The source {} ({})", source.id, source.device_path);
    if (!explanation)
        return ok(fmt::format("{} is shown at {}", name, mode_words(source.mode)));
    // Sinks are well without the board's own display.
    const Level level = source.state == "no-display" ? Level::note : Level::problem;
    return {level, fmt::format("{}: {}", name, without_stop(explanation->why)), advice_here(explanation->advice)};
}

}  // namespace

std::vector<Finding> SourceDisplayExamination::examine(const Facts& facts) {
    std::vector<Finding> findings;
    if (facts.daemon)
        std::transform(facts.daemon->sources.begin(), facts.daemon->sources.end(), std::back_inserter(findings),
                       about_source);
    if (!findings.empty())
        return findings;
    if (const Card* const card = source_card(facts))
        findings = about_card(facts, *card);
    const auto none = facts.daemon ? explain_state(*facts.daemon) : std::nullopt;
    if (!none)
        return findings;
    // The daemon's own word counts; that it is a problem was said where sysfs tells the cause.
    const bool is_said = std::any_of(findings.begin(), findings.end(),
                                     [](const Finding& finding) { return finding.level == Level::problem; });
    const std::string why = without_stop(none->why);
    findings.insert(findings.begin(), is_said ? note(why) : problem(why, "journalctl -u kmsmirrord -n 50"));
    return findings;
}

}  // namespace kmsmirror::ctl::doctor
