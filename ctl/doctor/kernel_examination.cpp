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

Finding about(const Driver& driver, const KernelConfig& config, const Facts& facts) {
    const char value = config.option(driver.option);
    if (value != 'n')
        return ok(fmt::format("The kernel has the driver {} (CONFIG_{}={})", driver.name, driver.option, value));
    if (facts.system.has(fmt::format("/sys/bus/usb/drivers/{}", driver.name)))
        return ok(fmt::format("The kernel has the driver {}: it is loaded", driver.name));
    if (!config.is_known())
        return note(
            fmt::format("Whether the kernel has the driver {} is not known: no file tells its options", driver.name),
            fmt::format("modprobe {}", driver.name));
    const bool is_needed = std::any_of(facts.usb_displays.begin(), facts.usb_displays.end(),
                                       [&](const UsbDisplay& display) { return display.kind == driver.kind; });
    const std::string what =
        fmt::format("The kernel has no driver {} (CONFIG_{} is not set)", driver.name, driver.option);
    const std::string fix = fmt::format("Build the kernel, or that module, with CONFIG_{}=m", driver.option);
    return is_needed ? problem(what, fix) : note(what, fix);
}

}  // namespace

std::vector<Finding> KernelExamination::examine(const Facts& facts) {
    const KernelConfig config(facts.system);
    std::vector<Finding> findings(drivers.size());
    std::transform(drivers.begin(), drivers.end(), findings.begin(),
                   [&](const Driver& driver) { return about(driver, config, facts); });
    return findings;
}

}  // namespace kmsmirror::ctl::doctor
