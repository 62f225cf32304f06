// SPDX-License-Identifier: MIT
#include "ctl/doctor/probed_cards.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "ctl/doctor/source_card.h"
#include "ctl/exit_code.h"
#include "ctl/model/names.h"

namespace kmsmirror::ctl::doctor {

namespace {

bool is_card_named(const Card& card, const std::string& name) {
    return card.name == name || card.device_path == name || card.usb_device == name ||
           std::ranges::find(card.connectors, name, &Connector::name) != card.connectors.end();
}

}  // namespace

std::string source_path_for(const Facts& facts, const Sink& sink) {
    if (facts.daemon) {
        if (const Source* const source = facts.daemon->source_of(sink))
            return source->device_path;
        if (!facts.daemon->sources.empty())
            return facts.daemon->sources.front().device_path;
    }
    const Card* const card = source_card(facts);
    return card == nullptr ? std::string() : card->device_path;
}

const Card& exporting_card(const Facts& facts) {
    if (const Card* const source = source_card(facts))
        return *source;
    const std::string& configured = facts.configuration.config.source.card;
    if (!configured.empty())
        throw Failure(ExitCode::failed, fmt::format("{}, the card that {} names, is not there", printable(configured),
                                                    place_of_key(facts, "Card")));
    const auto found =
        std::ranges::find_if(facts.cards, [](const Card& card) { return card.may_be_source() && !card.is_ignored; });
    if (found == facts.cards.end())
        throw Failure(ExitCode::failed, "the board has no display card besides those on USB, SPI and I2C");
    return *found;
}

const Card* find_card_named(const Facts& facts, const std::string& name) {
    const auto found = std::ranges::find_if(facts.cards, [&](const Card& card) { return is_card_named(card, name); });
    return found == facts.cards.end() ? nullptr : &*found;
}

std::vector<const Card*> usb_cards_with_display(const Facts& facts) {
    std::vector<const Card*> found;
    for (const Card& card : facts.cards)
        if (card.is_usb() && std::ranges::any_of(card.connectors, &Connector::is_connected))
            found.push_back(&card);
    return found;
}

void check_sink_name(const Facts& facts, const std::string& named) {
    if (named.empty())
        return;
    if (facts.daemon) {
        static_cast<void>(find_sink(*facts.daemon, named));
        return;
    }
    const Card* const card = find_card_named(facts, named);
    if (card == nullptr)
        throw Failure(ExitCode::failed,
                      fmt::format("{}: there is no such card, connector or USB port", printable(named)));
    if (card == source_card(facts))
        throw Failure(ExitCode::failed,
                      fmt::format("{} is the board's own display, {}: name a display that is to show its buffers",
                                  printable(named), card->words()));
}

}  // namespace kmsmirror::ctl::doctor
