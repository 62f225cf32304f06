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
    std::string id_path;      // the same after a replug: ID_PATH, else the USB port ("1-1"), else the parent's name
    bool is_usb = false;
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
