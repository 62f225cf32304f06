// SPDX-License-Identifier: MIT
#include "ctl/doctor/usb_display.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>
#include <string_view>

namespace kmsmirror::ctl::doctor {

namespace {

constexpr const char* devices_folder = "/sys/bus/usb/devices/";
constexpr std::string_view displaylink_vendor = "17e9";
// The first two are in the table of drivers/gpu/drm/gud/gud_drv.c.
constexpr std::array<std::string_view, 3> gud_ids{"1d50:614d", "16d0:10a9", "1209:4fb3"};

std::optional<UsbDisplay::Kind> kind_of(const std::string& id) {
    if (id.starts_with(displaylink_vendor))
        return UsbDisplay::Kind::displaylink;
    if (std::find(gud_ids.begin(), gud_ids.end(), id) != gud_ids.end())
        return UsbDisplay::Kind::gud;
    return std::nullopt;
}

void read_interfaces(const System& system, UsbDisplay& display) {
    for (const std::string& name : system.names(devices_folder)) {
        if (!name.starts_with(display.name + ':'))
            continue;
        const std::string folder = devices_folder + name;
        if (std::string driver = system.link_name(folder + "/driver"); !driver.empty())
            display.drivers.push_back(std::move(driver));
        // What the table of drivers/gpu/drm/udl/udl_drv.c asks for.
        display.has_udl_interface |= system.word(folder + "/bInterfaceClass") == "ff" &&
                                     system.word(folder + "/bInterfaceSubClass") == "00" &&
                                     system.word(folder + "/bInterfaceProtocol") == "00";
    }
}

}  // namespace

bool UsbDisplay::has_driver(const std::string& driver) const {
    return std::find(drivers.begin(), drivers.end(), driver) != drivers.end();
}

std::string UsbDisplay::words() const {
    return fmt::format("USB display {} ({})", name, id);
}

std::vector<UsbDisplay> read_usb_displays(const System& system) {
    std::vector<UsbDisplay> displays;
    for (const std::string& name : system.names(devices_folder)) {
        if (name.find(':') != std::string::npos)
            continue;
        const std::string folder = devices_folder + name;
        const std::string id = system.word(folder + "/idVendor") + ':' + system.word(folder + "/idProduct");
        const auto kind = kind_of(id);
        if (!kind)
            continue;
        UsbDisplay display;
        display.kind = *kind;
        display.name = name;
        display.id = id;
        display.speed = system.word(folder + "/speed");
        read_interfaces(system, display);
        displays.push_back(std::move(display));
    }
    return displays;
}

}  // namespace kmsmirror::ctl::doctor
