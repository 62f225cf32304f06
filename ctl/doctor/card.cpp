// SPDX-License-Identifier: MIT
#include "ctl/doctor/card.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

namespace kmsmirror::ctl::doctor {

namespace {

constexpr const char* cards_folder = "/sys/class/drm/";

bool is_card(const std::string& name) {
    return name.starts_with("card") && name.size() > 4 &&
           std::all_of(name.begin() + 4, name.end(), [](char c) { return c >= '0' && c <= '9'; });
}

std::vector<Connector> read_connectors(const System& system, const std::string& card) {
    std::vector<Connector> connectors;
    for (const std::string& name : system.names(cards_folder)) {
        if (!name.starts_with(card + '-'))
            continue;
        const std::string folder = cards_folder + name;
        connectors.push_back({name.substr(card.size() + 1), system.word(folder + "/status"),
                              system.bytes(folder + "/edid").value_or(""), system.lines(folder + "/modes")});
    }
    return connectors;
}

// Whether udev wrote that down for the device's number: Q is a tag that the device has now, E a property.
bool has_udev_line(const System& system, const std::string& card, const char* line) {
    const auto lines = system.lines("/run/udev/data/c" + system.word(cards_folder + card + "/dev"));
    return std::find(lines.begin(), lines.end(), line) != lines.end();
}

}  // namespace

bool Card::has_display() const {
    return std::any_of(connectors.begin(), connectors.end(),
                       [](const auto& connector) { return connector.has_display(); });
}

std::string Card::words() const {
    return fmt::format("{} ({}{}{})", name, driver.empty() ? "no driver" : driver, connectors.empty() ? "" : ", ",
                       connectors.empty() ? "" : connectors.front().name);
}

std::vector<Card> read_cards(const System& system, const std::string& configured) {
    std::vector<Card> cards;
    for (const std::string& name : system.names(cards_folder)) {
        if (!is_card(name))
            continue;
        const std::string device = cards_folder + name + "/device";
        Card card{name,
                  "/dev/dri/" + name,
                  system.link_name(device + "/driver"),
                  system.link_name(device + "/subsystem"),
                  "",
                  read_connectors(system, name),
                  !configured.empty() && system.is_same_device(configured, "/dev/dri/" + name),
                  has_udev_line(system, name, "Q:master-of-seat"),
                  has_udev_line(system, name, "E:KMSMIRROR_IGNORE=1")};
        if (card.is_usb()) {
            const std::string interface = system.link_name(device);  // "1-1:1.0"
            card.usb_device = interface.substr(0, interface.find(':'));
        }
        cards.push_back(std::move(card));
    }
    return cards;
}

}  // namespace kmsmirror::ctl::doctor
