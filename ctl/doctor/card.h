// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include "base/panel_bus.h"
#include "ctl/doctor/system.h"

namespace kmsmirror::ctl::doctor {

// A connector of a card, as sysfs tells it.
struct Connector {
    std::string name;                // "VGA-1"
    std::string status;              // "connected", "disconnected" or "unknown": not asked yet, or it cannot be told
    std::string edid;                // bytes
    std::vector<std::string> modes;  // sizes, as the kernel offers them: "1024x768"

    [[nodiscard]] bool is_connected() const { return status == "connected"; }
    [[nodiscard]] bool is_disconnected() const { return !is_connected() && status != "unknown"; }
    // As the daemon judges it.
    [[nodiscard]] bool has_display() const { return !is_disconnected() && !modes.empty(); }
};

// A display card, as sysfs tells it. No call is made on the card.
struct Card {
    std::string name;         // "card1"
    std::string device_path;  // "/dev/dri/card1"
    std::string driver;       // of its device; empty = none
    std::string bus;          // "usb", "platform", "pci", ...
    std::string usb_device;   // "1-1" of a card on USB
    std::vector<Connector> connectors;
    bool is_configured = false;   // as the one that is mirrored
    bool is_seat_master = false;  // udev gives it to a seat, and the seat exists because of it
    bool is_ignored = false;      // a rule of udev keeps it from the daemon (KMSMIRROR_IGNORE)

    [[nodiscard]] bool is_usb() const { return bus == "usb"; }
    // Without being named in the configuration.
    [[nodiscard]] bool may_be_source() const { return !is_usb() && !is_bus_of_small_panels(bus); }
    [[nodiscard]] bool has_display() const;
    // As people know it: "card1 (udl, DVI-I-1)"
    [[nodiscard]] std::string words() const;
};

// `configured`: the path in Card=; empty if none is named.
[[nodiscard]] std::vector<Card> read_cards(const System& system, const std::string& configured = {});

}  // namespace kmsmirror::ctl::doctor
