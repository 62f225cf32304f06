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
        const bool is_udl = system.word(folder + "/bInterfaceClass") == "ff" &&
                            system.word(folder + "/bInterfaceSubClass") == "00" &&
                            system.word(folder + "/bInterfaceProtocol") == "00";
        display.interfaces.push_back({name, system.link_name(folder + "/driver"), is_udl});
    }
}

}  // namespace

bool UsbDisplay::has_driver(const std::string& driver) const {
    return std::any_of(interfaces.begin(), interfaces.end(),
                       [&](const UsbInterface& interface) { return interface.driver == driver; });
}

bool UsbDisplay::has_udl_interface() const {
    return std::any_of(interfaces.begin(), interfaces.end(),
                       [](const UsbInterface& interface) { return interface.is_udl; });
}

const UsbConfiguration* UsbDisplay::chosen() const {
    const auto found = std::find_if(configurations.begin(), configurations.end(),
                                    [&](const auto& each) { return std::to_string(each.value) == configuration; });
    return found == configurations.end() ? nullptr : &*found;
}

const UsbConfiguration* UsbDisplay::for_udl() const {
    const auto found = std::find_if(configurations.begin(), configurations.end(),
                                    [](const auto& each) { return each.has_udl_interface(); });
    return found == configurations.end() ? nullptr : &*found;
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
        display.configurations = parse_configurations(system.bytes(folder + "/descriptors").value_or(""));
        display.configuration = system.word(folder + "/bConfigurationValue");
        read_interfaces(system, display);
        displays.push_back(std::move(display));
    }
    return displays;
}

}  // namespace kmsmirror::ctl::doctor
