// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include "ctl/doctor/system.h"
#include "ctl/doctor/usb_configuration.h"

namespace kmsmirror::ctl::doctor {

struct UsbInterface {
    std::string name;     // "1-1:1.0"
    std::string driver;   // empty = none
    bool is_udl = false;  // one that the driver udl takes
};

// A USB device that is a display, whether a driver has it or not.
struct UsbDisplay {
    enum class Kind { displaylink, gud };
    Kind kind = Kind::displaylink;
    std::string name;                              // "1-1"
    std::string id;                                // "17e9:0360"
    std::string speed;                             // MBit/s, for example "480"
    std::vector<UsbInterface> interfaces;          // of the configuration that is chosen
    std::vector<UsbConfiguration> configurations;  // all; none where sysfs does not tell
    std::string configuration;                     // that is chosen, its bConfigurationValue

    [[nodiscard]] const char* wanted_driver() const { return kind == Kind::gud ? "gud" : "udl"; }
    [[nodiscard]] bool has_driver(const std::string& driver) const;
    [[nodiscard]] bool has_udl_interface() const;
    // The configuration that is chosen, and the one that the driver udl would take; null if there is none.
    [[nodiscard]] const UsbConfiguration* chosen() const;
    [[nodiscard]] const UsbConfiguration* for_udl() const;
    [[nodiscard]] std::string words() const;  // "USB display 1-1 (17e9:0360)"
};

[[nodiscard]] std::vector<UsbDisplay> read_usb_displays(const System& system);

}  // namespace kmsmirror::ctl::doctor
