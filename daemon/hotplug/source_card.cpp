// SPDX-License-Identifier: MIT
#include "hotplug/source_card.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/device_node.h"

namespace kmsmirror::hotplug {

bool names_card(const std::string& configured, const CardInfo& card) {
    return is_same_device(configured, card.device_path);
}

bool may_be_source(const std::string& configured, const CardInfo& card) {
    return configured.empty() ? !card.is_usb : names_card(configured, card);
}

void SourceCards::handle(const CardEvent& event) {
    if (event.kind == CardEvent::Kind::removed)
        cards_.erase(event.card.syspath);
    else
        cards_[event.card.syspath] = event.card;
}

std::string SourceCards::why_none() const {
    if (std::any_of(cards_.begin(), cards_.end(),
                    [this](const auto& card) { return may_be_source(configured_, card.second); }))
        return {};
    if (!configured_.empty())
        return fmt::format("the card {}, which Card= in section [Source] of the configuration names, is not there",
                           configured_);
    return "there is no display card but those on USB";
}

}  // namespace kmsmirror::hotplug
