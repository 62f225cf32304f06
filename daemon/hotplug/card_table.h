// SPDX-License-Identifier: MIT
#pragma once

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

// The cards that were reported, and what to report next. Knows nothing of udev.
class CardTable {
public:
    // A card was said to be there. A known one is `changed` if that is what was said or if it differs.
    [[nodiscard]] std::optional<CardEvent> add_or_change(const CardInfo& card, bool is_change);

    // A card was said to be gone. It is reported as it was known: its properties may be gone already.
    [[nodiscard]] std::optional<CardEvent> remove(const std::string& syspath);

    // After events were lost: these cards are there and no others. The removed ones come first.
    [[nodiscard]] std::vector<CardEvent> synchronize(const std::vector<CardInfo>& present);

private:
    std::map<std::string, CardInfo> cards_;  // by syspath
};

}  // namespace kmsmirror::hotplug
