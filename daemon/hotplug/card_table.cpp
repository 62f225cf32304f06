// SPDX-License-Identifier: MIT
#include "hotplug/card_table.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>
#include <utility>

#include "base/log.h"
#include "base/text.h"

namespace kmsmirror::hotplug {

namespace {

constexpr std::size_t longest_text = 255;

// Whether the second took the place of the first.
bool is_another(const CardInfo& known, const CardInfo& card) {
    return known.instance != 0 && card.instance != 0 && known.instance != card.instance;
}

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

std::string CardTable::free_id(const CardInfo& card) const {
    const auto holder_of = [this](const std::string& id) {
        return std::find_if(cards_.begin(), cards_.end(),
                            [&](const auto& known) { return known.second.id_path == id; });
    };
    const auto first = holder_of(card.id_path);
    if (first == cards_.end())
        return card.id_path;
    std::string id;
    for (int n = 2; id.empty() || holder_of(id) != cards_.end(); ++n)
        id = fmt::format("{}-{}", card.id_path, n);
    log::warning(
        "{} and {} are at the same place, {}: the one that came later has the id {} now, and settings for one may "
        "act on the other after a restart",
        first->second.device_path, card.device_path, card.id_path, id);
    return id;
}

std::vector<CardEvent> CardTable::add_or_change(const CardInfo& card, bool is_change) {
    std::vector<CardEvent> events;
    auto known = cards_.find(card.syspath);
    if (known != cards_.end() && is_another(known->second, card)) {
        events.push_back({CardEvent::Kind::removed, std::move(known->second)});
        cards_.erase(known);
        known = cards_.end();
    }
    CardInfo now = card;
    if (known == cards_.end()) {
        now.id_path = free_id(card);
        cards_[card.syspath] = now;
        events.push_back({CardEvent::Kind::added, std::move(now)});
        return events;
    }
    now.id_path = known->second.id_path;
    if (now.instance == 0)
        now.instance = known->second.instance;
    if (is_change || known->second != now) {
        known->second = now;
        events.push_back({CardEvent::Kind::changed, std::move(now)});
    }
    return events;
}

std::optional<CardEvent> CardTable::remove(const std::string& syspath, std::optional<std::uint64_t> instance) {
    if (instance && find(syspath, *instance) != nullptr)
        return std::nullopt;
    auto known = cards_.extract(syspath);
    if (!known)
        return std::nullopt;
    return CardEvent{CardEvent::Kind::removed, std::move(known.mapped())};
}

const CardInfo* CardTable::find(const std::string& syspath, std::uint64_t instance) const {
    const auto known = cards_.find(syspath);
    return known != cards_.end() && known->second.instance == instance ? &known->second : nullptr;
}

std::vector<CardEvent> CardTable::synchronize(const std::vector<CardInfo>& present) {
    std::vector<CardEvent> events;
    // What is there by the same name may be another device now: ids are free again before they are given out.
    for (const auto& known : std::map(cards_)) {
        const CardInfo& card = known.second;
        const auto now = std::find_if(present.begin(), present.end(),
                                      [&](const CardInfo& each) { return each.syspath == card.syspath; });
        if (now == present.end() || is_another(card, *now))
            events.push_back(*drop(card.syspath));
    }
    for (const auto& card : present)
        for (auto& event : add_or_change(card, true))
            events.push_back(std::move(event));
    return events;
}

}  // namespace kmsmirror::hotplug
