// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include "ctl/doctor/system.h"

namespace kmsmirror::ctl::doctor {

// A connector of a card, as sysfs tells it.
struct Connector {
    std::string name;  // "VGA-1"
    bool connected = false;
    std::string edid;  // bytes
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

    [[nodiscard]] bool is_usb() const { return bus == "usb"; }
    [[nodiscard]] bool has_display() const;
    // As people know it: "card1 (udl, DVI-I-1)"
    [[nodiscard]] std::string words() const;
};

// `configured`: the path in Card=; empty if none is named.
[[nodiscard]] std::vector<Card> read_cards(const System& system, const std::string& configured = {});

// The card that is mirrored: the one that the configuration names, else the first one that is not on USB and has a
// display, else the first that is not on USB. Null if there is none.
[[nodiscard]] const Card* board_card(const std::vector<Card>& cards);

}  // namespace kmsmirror::ctl::doctor
