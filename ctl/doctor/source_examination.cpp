// SPDX-License-Identifier: MIT
#include "ctl/doctor/source_examination.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/display_manager.h"
#include "base/text.h"

namespace kmsmirror::ctl::doctor {

namespace {

std::string place_of_card_key(const config::Loaded& configuration) {
    const auto place = configuration.places.find({"Source", "Card"});
    return place == configuration.places.end()
               ? "the configuration"
               : fmt::format("{}:{}", printable(place->second.file), place->second.line);
}

std::string list_of(const std::vector<Card>& cards) {
    std::string list;
    for (const Card& card : cards)
        if (!card.is_usb())
            list += fmt::format("{}{} is {}", list.empty() ? "" : ", ", card.device_path, card.words());
    return list.empty() ? "there is none that is not on USB" : list;
}

// Where the daemon takes none, because all are the desktop's.
std::vector<Finding> desktops_card(const Facts& facts) {
    const Card* const card = board_card(facts.cards);
    const bool may_be_taken = std::any_of(facts.cards.begin(), facts.cards.end(),
                                          [](const Card& each) { return !each.is_usb() && !each.is_seat_master; });
    if (card == nullptr)
        return {};
    if (may_be_taken || !is_display_manager_enabled(facts.system.at("/")))
        return {ok(fmt::format("The source may be on {}", card->words()))};
    return {
        problem(fmt::format("{} is left to the desktop, as it is the card of a seat and display-manager.service is "
                            "enabled: nothing is mirrored",
                            card->words()),
                fmt::format("To take it nevertheless, write Card={} in section [Source] of a file in "
                            "/etc/kmsmirror/kmsmirror.conf.d, then: systemctl disable --now display-manager; systemctl "
                            "restart kmsmirrord",
                            card->device_path))};
}

}  // namespace

std::vector<Finding> SourceExamination::examine(const Facts& facts) {
    const std::string configured = printable(facts.configuration.config.source.card);
    if (configured.empty())
        return desktops_card(facts);
    for (const Card& card : facts.cards)
        if (card.is_configured)
            return {ok(fmt::format("The configuration names the card {}, which is {}", configured, card.words()))};
    return {
        problem(fmt::format("The configuration names the card {}, which is not there: nothing is mirrored", configured),
                fmt::format("Correct Card= in {}: {}; links in /dev/dri/by-path serve as well",
                            place_of_card_key(facts.configuration), list_of(facts.cards)))};
}

}  // namespace kmsmirror::ctl::doctor
