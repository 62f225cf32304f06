// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "hotplug/card.h"

namespace kmsmirror::hotplug {

// True for the device nodes of displays: "card0", but neither "renderD128" nor the connector "card0-HDMI-A-1".
[[nodiscard]] bool is_card_name(std::string_view sysname) noexcept;

// `text`, which may be null, as printable ASCII of at most 255 bytes.
[[nodiscard]] std::string untrusted_text(const char* text);

// The cards that were reported, and what to report next. Knows nothing of udev. What is reported last of a card is
// never that it is there when it is not, whatever events came or were lost.
//
// Two cards that are there never have the same id_path: the one that came later gets "-2" or a higher number, with a
// warning, as its id then depends on that order. A card keeps its id_path while it is there.
class CardTable {
public:
    // A card was said to be there. A known one is `changed` if that is what was said or if it differs; if another
    // device has taken its place, the known one is removed first.
    [[nodiscard]] std::vector<CardEvent> add_or_change(const CardInfo& card, bool is_change);

    // A card was said to be gone. `instance`: of the device that is in its place now, if one is; the event of one that
    // is still there says nothing (scripts send such events, also when packages are upgraded). A removed card is
    // reported as it was known: its properties may be gone already.
    [[nodiscard]] std::optional<CardEvent> remove(const std::string& syspath, std::optional<std::uint64_t> instance);
    // It is there, but is to count as if it were not.
    [[nodiscard]] std::optional<CardEvent> drop(const std::string& syspath) { return remove(syspath, std::nullopt); }

    // The card as it was reported; null if it was not, or if another device is at that place now.
    [[nodiscard]] const CardInfo* find(const std::string& syspath, std::uint64_t instance) const;

    // After events were lost: these cards are there and no others. The removed ones come first.
    [[nodiscard]] std::vector<CardEvent> synchronize(const std::vector<CardInfo>& present);

private:
    [[nodiscard]] std::string free_id(const CardInfo& card) const;

    std::map<std::string, CardInfo> cards_;  // by syspath
};

}  // namespace kmsmirror::hotplug
