// SPDX-License-Identifier: MIT
#include "hotplug/source_card.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/device_node.h"
#include "base/display_manager.h"

namespace kmsmirror::hotplug {

namespace {

// What has a picture of its own, where it is not named.
bool may_be_chosen(const CardInfo& card) {
    return !card.is_usb && !card.is_small_panel;
}

}  // namespace

bool names_card(const std::string& configured, const CardInfo& card) {
    return is_same_device(configured, card.device_path);
}

bool is_desktops(const CardInfo& card, const std::filesystem::path& root) {
    return card.is_seat_master && is_display_manager_enabled(root);
}

bool may_be_source(const std::string& configured, const CardInfo& card, const std::filesystem::path& root) {
    return configured.empty() ? may_be_chosen(card) && !is_desktops(card, root) : names_card(configured, card);
}

void SourceCards::handle(const CardEvent& event) {
    if (event.kind == CardEvent::Kind::removed)
        cards_.erase(event.card.syspath);
    else
        cards_[event.card.syspath] = event.card;
}

std::string SourceCards::why_none() const {
    const auto find_card = [this](auto is) {
        return std::find_if(cards_.begin(), cards_.end(), [&](const auto& card) { return is(card.second); });
    };
    if (find_card([this](const CardInfo& card) { return may_be_source(configured_, card, root_); }) != cards_.end())
        return {};
    if (!configured_.empty())
        return fmt::format("the card {}, which Card= in section [Source] of the configuration names, is not there",
                           configured_);
    const auto left =
        find_card([this](const CardInfo& card) { return may_be_chosen(card) && is_desktops(card, root_); });
    if (left != cards_.end())
        return fmt::format(
            "{0} is left to the desktop, as it is the card of a seat and display-manager.service is "
            "enabled; Card={0} in section [Source] of the configuration takes it nevertheless",
            left->second.device_path);
    return "there is no display card but those on USB, SPI and I2C; the daemon waits for one, which may be a virtual "
           "one: modprobe vkms";
}

}  // namespace kmsmirror::hotplug
