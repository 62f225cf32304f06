// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

namespace kmsmirror::ctl::doctor {

// A configuration of a USB device: the interfaces that it has when that one is chosen.
struct UsbConfiguration {
    struct Interface {
        unsigned char type = 0;  // bInterfaceClass, and so on
        unsigned char subtype = 0;
        unsigned char protocol = 0;

        // What the table of drivers/gpu/drm/udl/udl_drv.c asks for.
        [[nodiscard]] bool is_udl() const { return type == 0xff && subtype == 0 && protocol == 0; }
    };
    unsigned value = 0;  // bConfigurationValue
    std::vector<Interface> interfaces;

    [[nodiscard]] bool has_udl_interface() const;
    // With such an interface a device offers the driver for another system: "mass storage" or "an input device" (HID);
    // empty if it has neither.
    [[nodiscard]] std::string installer_words() const;
};

// From the descriptors of a device as sysfs has them, untrusted bytes. Ends where they make no sense.
[[nodiscard]] std::vector<UsbConfiguration> parse_configurations(const std::string& descriptors);

}  // namespace kmsmirror::ctl::doctor
