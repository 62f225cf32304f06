// SPDX-License-Identifier: MIT
#include "ctl/doctor/kernel_examination.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "ctl/doctor/kernel_config.h"

namespace kmsmirror::ctl::doctor {

namespace {

struct Driver {
    const char* name;
    const char* option;
    UsbDisplay::Kind kind;
};

constexpr std::array drivers{Driver{"udl", "DRM_UDL", UsbDisplay::Kind::displaylink},
                             Driver{"gud", "DRM_GUD", UsbDisplay::Kind::gud}};

enum class Presence { there, missing, not_known };

Presence presence_of(const Driver& driver, const KernelConfig& config, const System& system) {
    if (config.option(driver.option) != 'n' || system.has(fmt::format("/sys/bus/usb/drivers/{}", driver.name)))
        return Presence::there;
    return config.is_known() ? Presence::missing : Presence::not_known;
}

// `is_needed`: a display of its kind is plugged in, or there is no driver of another kind.
Finding about(const Driver& driver, Presence presence, bool is_needed, const KernelConfig& config) {
    const char value = config.option(driver.option);
    if (presence == Presence::there)
        return ok(value != 'n'
                      ? fmt::format("The kernel has the driver {} (CONFIG_{}={})", driver.name, driver.option, value)
                      : fmt::format("The kernel has the driver {}: it is loaded", driver.name));
    if (presence == Presence::not_known)
        return note(
            fmt::format("Whether the kernel has the driver {} is not known: no file tells its options", driver.name),
            is_needed ? fmt::format("modprobe {}", driver.name) : "");
    const std::string what =
        fmt::format("The kernel has no driver {} (CONFIG_{} is not set)", driver.name, driver.option);
    const std::string fix = fmt::format("Build the kernel, or that module, with CONFIG_{}=m", driver.option);
    return is_needed ? problem(what, fix) : note(what, fix);
}

}  // namespace

std::vector<Finding> KernelExamination::examine(const Facts& facts) {
    const KernelConfig config(facts.system);
    std::array<Presence, drivers.size()> presences{};
    std::ranges::transform(drivers, presences.begin(),
                           [&](const Driver& driver) { return presence_of(driver, config, facts.system); });
    const bool has_any = std::ranges::find(presences, Presence::there) != presences.end();
    std::vector<Finding> findings;
    for (std::size_t i = 0; i < drivers.size(); ++i) {
        const bool is_plugged =
            std::ranges::find(facts.usb_displays, drivers[i].kind, &UsbDisplay::kind) != facts.usb_displays.end();
        findings.push_back(about(drivers[i], presences[i], is_plugged || !has_any, config));
    }
    return findings;
}

}  // namespace kmsmirror::ctl::doctor
