// SPDX-License-Identifier: MIT
#include "hotplug/place.h"

#include <gtest/gtest.h>

namespace kmsmirror::hotplug {
namespace {

Surroundings usb_card(const std::string& id_path, const std::string& speed) {
    return {.id_path = id_path,
            .usb_name = "3-1",
            .usb_speed = speed,
            .parent = "3-1:1.0",
            .device_path = "/dev/dri/card7"};
}

TEST(PlaceOfACard, TellsThePortsOfUsb2AndUsb3Apart) {
    const Surroundings usb2 = usb_card("pci-0000:00:14.0-usb-0:1:1.0", "480");
    const Surroundings usb3 = usb_card("pci-0000:00:14.0-usb-0:1:1.0", "5000");
    EXPECT_EQ(place_of(usb2), "pci-0000:00:14.0-usb-0:1:1.0");
    EXPECT_EQ(place_of(usb3), "pci-0000:00:14.0-usbv3-0:1:1.0");
    EXPECT_EQ(usb_port_of(usb2), usb_port_of(usb3)) << "what people write in UsbPath= stays what udev says";
}

TEST(PlaceOfACard, IsIdPathForAllThatIsSlowerThanUsb3) {
    for (const char* speed : {"1.5", "12", "480", "", "unknown"})
        EXPECT_EQ(place_of(usb_card("platform-vhci_hcd.0-usb-0:2:1.0", speed)), "platform-vhci_hcd.0-usb-0:2:1.0");
    for (const char* speed : {"5000", "10000", "20000"})
        EXPECT_EQ(place_of(usb_card("platform-vhci_hcd.0-usb-0:2:1.0", speed)), "platform-vhci_hcd.0-usbv3-0:2:1.0");
}

TEST(PlaceOfACard, ChangesThePortOnlyWhereADeviceOfTheBoardIsNamedAfterUsb) {
    EXPECT_EQ(place_of(usb_card("platform-1c1a000.usb-usb-0:1.4:1.0", "5000")), "platform-1c1a000.usb-usbv3-0:1.4:1.0");
    EXPECT_EQ(place_of(usb_card("something-else", "5000")), "something-else-usbv3");
}

TEST(PlaceOfACard, IsTheBestThatIsKnownWithoutUdev) {
    EXPECT_EQ(place_of(usb_card("", "5000")), "3-1");
    EXPECT_EQ(place_of({.parent = "vkms", .device_path = "/dev/dri/card1"}), "vkms");
    EXPECT_EQ(place_of({.device_path = "/dev/dri/card1"}), "/dev/dri/card1");
    EXPECT_EQ(usb_port_of(usb_card("", "5000")), "3-1");
    EXPECT_EQ(usb_port_of({.id_path = "pci-0000:00:02.0", .parent = "0000:00:02.0"}), "");
}

}  // namespace
}  // namespace kmsmirror::hotplug
