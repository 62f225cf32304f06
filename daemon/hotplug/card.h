// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string>

namespace kmsmirror::hotplug {

// One display card, as sysfs and udev describe it. All strings are bounded and printable ASCII.
struct CardInfo {
    std::string device_path;  // "/dev/dri/card1"
    std::string syspath;      // "/sys/devices/.../drm/card1"; the key of the card while it is there
    std::string driver;       // bound to the parent device: "udl", "gud", "pl111", ...; empty if none
    // The place of the card: no other card that is there has it, and it is the same after replugs and restarts,
    // whatever else is plugged in and in which order. See place_of() and CardTable.
    std::string id_path;
    bool is_usb = false;
    bool is_small_panel = false;  // on SPI or I2C
    // Of a card on USB, the port: what udev calls ID_PATH, else "1-1". Ports of USB 2 and USB 3 may share it.
    std::string usb_path = {};
    // Udev gives it to a seat, and the seat exists because of it: the desktop's, where there is one (tag
    // master-of-seat).
    bool is_seat_master = false;
    // Differs between two devices that have had the same syspath, see instance_at(); 0 = not known.
    std::uint64_t instance = 0;
    bool operator==(const CardInfo&) const = default;
};

// `changed` = something about the card or its connectors differs; read it again.
struct CardEvent {
    enum class Kind { added, removed, changed };
    Kind kind = Kind::added;
    CardInfo card;
    bool operator==(const CardEvent&) const = default;
};

}  // namespace kmsmirror::hotplug
