// SPDX-License-Identifier: MIT
#include "ctl/doctor/usb_configuration.h"

#include <algorithm>
#include <string_view>

namespace kmsmirror::ctl::doctor {

namespace {

// Chapter 9 of the specification of USB 2.0.
constexpr unsigned char configuration_type = 2;
constexpr unsigned char interface_type = 4;
constexpr std::size_t shortest_configuration = 9;
constexpr std::size_t shortest_interface = 9;

constexpr unsigned char hid_class = 0x03;
constexpr unsigned char mass_storage_class = 0x08;

unsigned char byte(std::string_view bytes, std::size_t at) {
    return static_cast<unsigned char>(bytes[at]);
}

}  // namespace

bool UsbConfiguration::has_udl_interface() const {
    return std::any_of(interfaces.begin(), interfaces.end(), [](const auto& interface) { return interface.is_udl(); });
}

std::string UsbConfiguration::installer_words() const {
    const auto has = [this](unsigned char type) {
        return std::any_of(interfaces.begin(), interfaces.end(),
                           [type](const auto& interface) { return interface.type == type; });
    };
    if (has(mass_storage_class))
        return "mass storage";
    return has(hid_class) ? "an input device" : "";
}

std::vector<UsbConfiguration> parse_configurations(const std::string& descriptors) {
    std::vector<UsbConfiguration> configurations;
    std::string_view rest = descriptors;
    while (rest.size() >= 2) {
        const std::size_t length = byte(rest, 0);
        const unsigned char type = byte(rest, 1);
        if (length < 2 || length > rest.size())
            break;
        if (type == configuration_type && length >= shortest_configuration)
            configurations.push_back({byte(rest, 5), {}});
        if (type == interface_type && length >= shortest_interface && !configurations.empty())
            configurations.back().interfaces.push_back({byte(rest, 5), byte(rest, 6), byte(rest, 7)});
        rest.remove_prefix(length);
    }
    return configurations;
}

}  // namespace kmsmirror::ctl::doctor
