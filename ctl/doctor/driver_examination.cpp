// SPDX-License-Identifier: MIT
#include "ctl/doctor/driver_examination.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <sstream>

#include "ctl/doctor/kernel_modules.h"

namespace kmsmirror::ctl::doctor {

namespace {

constexpr const char* swap_drivers = "rmmod udlfb; modprobe udl";

bool is_blacklisted(const System& system, const std::string& module) {
    constexpr std::array folders{"/etc/modprobe.d/", "/run/modprobe.d/", "/usr/local/lib/modprobe.d/",
                                 "/usr/lib/modprobe.d/", "/lib/modprobe.d/"};
    for (const std::string folder : folders)
        for (const std::string& name : system.names(folder))
            for (const std::string& line : system.lines(folder + name)) {
                std::istringstream words(line);
                std::string verb;
                std::string what;
                if (name.ends_with(".conf") && words >> verb >> what && verb == "blacklist" && what == module)
                    return true;
            }
    return false;
}

std::string blacklist_command(const System& system) {
    return is_blacklisted(system, "udlfb") ? "" : "echo blacklist udlfb >/etc/modprobe.d/kmsmirror.conf; ";
}

// A device of DisplayLink that has no interface for udl, as it is now.
Finding about_other_configuration(const UsbDisplay& display) {
    if (const UsbConfiguration* const wanted = display.for_udl())
        return problem(
            fmt::format("{} is in its configuration {}; that of a display is {}", display.words(),
                        display.configuration.empty() ? "none" : display.configuration, wanted->value),
            fmt::format(
                "echo {} >/sys/bus/usb/devices/{}/bConfigurationValue; each time it is plugged in, by a rule in "
                "/etc/udev/rules.d: ACTION==\"add\", ATTR{{idVendor}}==\"{}\", ATTR{{idProduct}}==\"{}\", "
                "ATTR{{bConfigurationValue}}=\"{}\"",
                wanted->value, display.name, display.id.substr(0, 4), display.id.substr(5), wanted->value));
    const UsbConfiguration* const chosen = display.chosen();
    const std::string installer = chosen != nullptr ? chosen->installer_words() : "";
    if (!installer.empty())
        return problem(
            fmt::format("{} shows itself as {} and not as a display: it may offer a driver for another system",
                        display.words(), installer),
            fmt::format("Try to switch it: usb_modeswitch -v {} -p {} -K. If it stays like that, the driver "
                        "udl does not know it: take one with a DisplayLink chip of USB 2.0",
                        display.id.substr(0, 4), display.id.substr(5)));
    return problem(fmt::format("{} is of a kind that the driver udl does not know", display.words()),
                   "Take a display or adapter with a DisplayLink chip of USB 2.0");
}

Finding about(const UsbDisplay& display, const System& system) {
    const std::string wanted = display.wanted_driver();
    if (display.has_driver(wanted))
        return ok(fmt::format("{} has the driver {}", display.words(), wanted));
    if (display.has_driver("udlfb"))
        return problem(fmt::format("{} has the driver udlfb, which makes no display card of it", display.words()),
                       blacklist_command(system) + swap_drivers);
    if (display.kind == UsbDisplay::Kind::displaylink && !display.has_udl_interface())
        return about_other_configuration(display);
    const auto taken = std::find_if(display.interfaces.begin(), display.interfaces.end(),
                                    [](const UsbInterface& interface) { return !interface.driver.empty(); });
    if (taken != display.interfaces.end())
        return problem(fmt::format("{} has the driver {} instead of {}", display.words(), taken->driver, wanted),
                       fmt::format("Keep that driver from it: echo {0} >/sys/bus/usb/drivers/{1}/unbind; modprobe {2}; "
                                   "echo {0} >/sys/bus/usb/drivers/{2}/bind",
                                   taken->name, taken->driver, wanted));
    return problem(fmt::format("{} has no driver", display.words()), fmt::format("modprobe {}", wanted));
}

}  // namespace

std::vector<Finding> DriverExamination::examine(const Facts& facts) {
    std::vector<Finding> findings;
    for (const UsbDisplay& display : facts.usb_displays)
        findings.push_back(about(display, facts.system));
    if (facts.usb_displays.empty())
        findings.push_back(note("No USB display is plugged in", "Plug one in; lsusb lists what the kernel sees"));
    const bool is_udlfb_at_work = std::any_of(facts.usb_displays.begin(), facts.usb_displays.end(),
                                              [](const auto& display) { return display.has_driver("udlfb"); });
    if (!is_udlfb_at_work && has_module(facts.system, "udlfb") && !is_blacklisted(facts.system, "udlfb"))
        findings.push_back(note("This kernel has the driver udlfb, which may take displays from udl",
                                "echo blacklist udlfb >/etc/modprobe.d/kmsmirror.conf"));
    return findings;
}

}  // namespace kmsmirror::ctl::doctor
