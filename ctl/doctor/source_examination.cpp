// SPDX-License-Identifier: MIT
#include "ctl/doctor/source_examination.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "ctl/doctor/source_card.h"

namespace kmsmirror::ctl::doctor {

namespace {

std::string list_of(const std::vector<Card>& cards) {
    std::string list;
    for (const Card& card : cards)
        if (card.may_be_source())
            list += fmt::format("{}{} is {}", list.empty() ? "" : ", ", card.device_path, card.words());
    return list.empty() ? "there is none that is not on USB, SPI or I2C" : list;
}

// Where the daemon may choose.
Finding about_choice(const Facts& facts) {
    const bool is_taken = facts.daemon && !facts.daemon->sources.empty();
    if (const Card* const card = source_card(facts))
        return ok(fmt::format("The source {} on {}", is_taken ? "is" : "may be", card->words()));
    const auto left = std::find_if(facts.cards.begin(), facts.cards.end(),
                                   [&](const Card& card) { return card.may_be_source() && is_desktops(facts, card); });
    if (left == facts.cards.end())
        return problem(
            "There is no display card besides those on USB, SPI and I2C: nothing can be mirrored",
            "Look whether the kernel has the driver of the board's display: dmesg; a board without one needs "
            "a virtual card: see kmsmirrord(8)");
    return problem(
        fmt::format("{} is left to the desktop, as it is the card of a seat and display-manager.service is "
                    "enabled: nothing is mirrored",
                    left->words()),
        fmt::format("To take it nevertheless, write Card={} in section [Source] of a file in "
                    "/etc/kmsmirror/kmsmirror.conf.d, then: systemctl disable --now display-manager; systemctl "
                    "restart kmsmirrord",
                    left->device_path));
}

}  // namespace

std::vector<Finding> SourceExamination::examine(const Facts& facts) {
    const std::string configured = printable(facts.configuration.config.source.card);
    if (configured.empty())
        return {about_choice(facts)};
    for (const Card& card : facts.cards)
        if (card.is_configured)
            return {ok(fmt::format("The configuration names the card {}, which is {}", configured, card.words()))};
    return {
        problem(fmt::format("The configuration names the card {}, which is not there: nothing is mirrored", configured),
                fmt::format("Correct Card= in {}: {}; links in /dev/dri/by-path serve as well",
                            place_of_key(facts, "Card"), list_of(facts.cards)))};
}

}  // namespace kmsmirror::ctl::doctor
