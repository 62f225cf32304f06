// SPDX-License-Identifier: MIT
#include "hotplug/place.h"

#include <charconv>
#include <string_view>

namespace kmsmirror::hotplug {

namespace {

constexpr unsigned slowest_usb3 = 5000;  // Mbit/s

// "1.5" is slow enough without its fraction.
bool is_usb3(const std::string& speed) {
    unsigned megabits = 0;
    std::from_chars(speed.data(), speed.data() + speed.size(), megabits);
    return megabits >= slowest_usb3;
}

std::string with_usb_revision(std::string path) {
    constexpr std::string_view usb = "usb-";
    const auto found = path.rfind("usb-0:");
    if (found == std::string::npos)
        return path + "-usbv3";
    return path.replace(found, usb.size(), "usbv3-");
}

}  // namespace

std::string place_of(const Surroundings& card) {
    if (!card.id_path.empty())
        return is_usb3(card.usb_speed) ? with_usb_revision(card.id_path) : card.id_path;
    if (!card.usb_name.empty())
        return card.usb_name;
    return card.parent.empty() ? card.device_path : card.parent;
}

std::string usb_port_of(const Surroundings& card) {
    if (card.usb_name.empty())
        return {};
    return card.id_path.empty() ? card.usb_name : card.id_path;
}

}  // namespace kmsmirror::hotplug
