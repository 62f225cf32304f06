// SPDX-License-Identifier: MIT
#include "hotplug/card_table.h"

#include <algorithm>
#include <cstring>
#include <utility>

#include "base/text.h"

namespace kmsmirror::hotplug {

namespace {

constexpr std::size_t longest_text = 255;

}  // namespace

bool is_card_name(std::string_view sysname) noexcept {
    constexpr std::string_view prefix = "card";
    if (!sysname.starts_with(prefix) || sysname.size() == prefix.size())
        return false;
    sysname.remove_prefix(prefix.size());
    return std::all_of(sysname.begin(), sysname.end(), [](char c) { return c >= '0' && c <= '9'; });
}

std::string untrusted_text(const char* text) {
    if (text == nullptr)
        return {};
    return printable({text, strnlen(text, longest_text)});
}

std::optional<CardEvent> CardTable::add_or_change(const CardInfo& card, bool is_change) {
    const auto [known, is_new] = cards_.try_emplace(card.syspath, card);
    if (is_new)
        return CardEvent{CardEvent::Kind::added, card};
    if (!is_change && known->second == card)
        return std::nullopt;
    known->second = card;
    return CardEvent{CardEvent::Kind::changed, card};
}

std::optional<CardEvent> CardTable::remove(const std::string& syspath) {
    auto known = cards_.extract(syspath);
    if (!known)
        return std::nullopt;
    return CardEvent{CardEvent::Kind::removed, std::move(known.mapped())};
}

std::vector<CardEvent> CardTable::synchronize(const std::vector<CardInfo>& present) {
    std::vector<CardEvent> events;
    events.reserve(cards_.size() + present.size());
    std::map<std::string, CardInfo> gone = cards_;
    for (const auto& card : present)
        gone.erase(card.syspath);
    for (const auto& [syspath, card] : gone)
        events.push_back(*remove(syspath));
    for (const auto& card : present) {
        if (auto event = add_or_change(card, true))
            events.push_back(std::move(*event));
    }
    return events;
}

}  // namespace kmsmirror::hotplug
