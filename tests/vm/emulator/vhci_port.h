// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "base/unique_fd.h"

namespace kmsmirror::emulator {

// One line of vhci_hcd's status files. The ports of all its controllers are numbered through, and each controller has
// as many for high speed, which it counts first, as for super speed.
struct VhciPort {
    unsigned number = 0;
    bool is_high_speed = false;
    bool is_free = false;
    std::string usb_device;  // "1-1" while a device is there
};

// Nothing when the line is the heading or not understood.
[[nodiscard]] std::optional<VhciPort> parse_port_line(std::string_view line);
// The first free port for a high-speed device in the text of the status files, or `wanted` if that one is free. Throws
// std::runtime_error saying what is there instead.
[[nodiscard]] unsigned find_free_port(std::string_view status, std::optional<unsigned> wanted);

struct Attachment {
    UniqueFd socket;  // our end of the cable
    unsigned port = 0;
};

// Plugs a high-speed device into a controller of vhci_hcd. Throws std::runtime_error or std::system_error saying what
// is missing.
[[nodiscard]] Attachment attach_high_speed(std::optional<unsigned> wanted_port);

// Has the kernel let go of the device as if it had been pulled: its driver is unbound when this returns true. False at
// the limit. Cutting the socket alone would leave a request that is under way to its driver's timeout of seconds, for
// vhci_hcd does not fail it as hardware does; so answer until this has returned.
[[nodiscard]] bool remove_device(const std::string& usb_device, std::chrono::milliseconds limit);

// Waits, after our end was closed, until the port is free. False at the limit.
[[nodiscard]] bool wait_until_released(unsigned port, std::chrono::milliseconds limit);

// The kernel's name of the device at `port`, for example "1-1"; empty before it is enumerated.
[[nodiscard]] std::string usb_device_at(unsigned port);

}  // namespace kmsmirror::emulator
