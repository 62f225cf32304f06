// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include "ctl/doctor/system.h"

namespace kmsmirror::ctl::doctor {

// A USB device that is a display, whether a driver has it or not.
struct UsbDisplay {
    enum class Kind { displaylink, gud };
    Kind kind = Kind::displaylink;
    std::string name;                  // "1-1"
    std::string id;                    // "17e9:0360"
    std::string speed;                 // MBit/s, for example "480"
    std::vector<std::string> drivers;  // of its interfaces, without those that have none
    bool has_udl_interface = false;    // one that the driver udl takes

    [[nodiscard]] const char* wanted_driver() const { return kind == Kind::gud ? "gud" : "udl"; }
    [[nodiscard]] bool has_driver(const std::string& driver) const;
    [[nodiscard]] std::string words() const;  // "USB display 1-1 (17e9:0360)"
};

[[nodiscard]] std::vector<UsbDisplay> read_usb_displays(const System& system);

}  // namespace kmsmirror::ctl::doctor
