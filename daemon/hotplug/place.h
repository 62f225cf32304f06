// SPDX-License-Identifier: MIT
#pragma once

#include <string>

namespace kmsmirror::hotplug {

// What is known of where a card is. Empty = not known.
struct Surroundings {
    std::string id_path = {};      // udev's ID_PATH; not without udevd
    std::string usb_name = {};     // of the USB device, "1-1"
    std::string usb_speed = {};    // of the USB device, in Mbit/s: "480", "5000"
    std::string parent = {};       // of the device that the card belongs to: "vkms"
    std::string device_path = {};  // "/dev/dri/card1"
};

// The place of a card: ID_PATH, else the USB port, else the device's name, else the card's own.
//
// A USB controller has a root hub for USB 2 and one for USB 3, whose ports are numbered alike, and ID_PATH says neither
// which hub nor which bus (the number of a bus is another one after the next boot). A device at USB 3's speed hangs
// below the root hub of USB 3, all others below the other one: that is the difference, and the only one that lasts. So
// the place of a device at USB 3's speed always has "usbv3" for "usb", whether or not another device shares its
// ID_PATH; all others have the plain ID_PATH. It is the text of ID_PATH_WITH_USB_REVISION, which udev has from version
// 254 on; made here, it does not change with udev.
[[nodiscard]] std::string place_of(const Surroundings& card);

// The port of a card on USB: ID_PATH, else the USB device's name.
[[nodiscard]] std::string usb_port_of(const Surroundings& card);

}  // namespace kmsmirror::hotplug
