// SPDX-License-Identifier: MIT
#include "ctl/doctor/source_card.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/display_manager.h"
#include "base/text.h"

namespace kmsmirror::ctl::doctor {

namespace {

template <class Predicate>
const Card* find_card_if(const Facts& facts, Predicate is_wanted) {
    const auto found = std::find_if(facts.cards.begin(), facts.cards.end(), is_wanted);
    return found == facts.cards.end() ? nullptr : &*found;
}

bool has_sink_driver(const Facts& facts, const Card& card) {
    const auto& sink_drivers = facts.configuration.config.sinks.drivers;
    return std::find(sink_drivers.begin(), sink_drivers.end(), card.driver) != sink_drivers.end();
}

bool may_be_taken(const Facts& facts, const Card& card) {
    return card.may_be_source() && !card.is_ignored && !has_sink_driver(facts, card) && !is_desktops(facts, card);
}

}  // namespace

const Card* source_card(const Facts& facts) {
    if (facts.daemon && !facts.daemon->sources.empty())
        return find_card_if(facts, [path = facts.daemon->sources.front().device_path](const Card& card) {
            return card.device_path == path;
        });
    if (!facts.configuration.config.source.card.empty())
        return find_card_if(facts, [](const Card& card) { return card.is_configured; });
    const Card* const best =
        find_card_if(facts, [&](const Card& card) { return may_be_taken(facts, card) && card.has_display(); });
    return best != nullptr ? best : find_card_if(facts, [&](const Card& card) { return may_be_taken(facts, card); });
}

bool is_sink_card(const Facts& facts, const Card& card) {
    if (!facts.daemon)
        return has_sink_driver(facts, card) && !card.is_ignored;
    const auto& sinks = facts.daemon->sinks;
    return std::any_of(sinks.begin(), sinks.end(), [&](const Sink& sink) {
        return sink.device_path == card.device_path && sink.enabled && sink.state != "unplugged";
    });
}

bool is_desktops(const Facts& facts, const Card& card) {
    return card.is_seat_master && is_display_manager_enabled(facts.system.at("/"));
}

std::string place_of_key(const Facts& facts, const char* key) {
    const auto& places = facts.configuration.places;
    const auto place = places.find({"Source", key});
    return place == places.end() ? "the configuration"
                                 : fmt::format("{}:{}", printable(place->second.file), place->second.line);
}

}  // namespace kmsmirror::ctl::doctor
