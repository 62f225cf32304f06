// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>
#include <string>

namespace kmsmirror::hotplug {

// Which device is at that folder of sysfs now; nothing if none is, or none for long: the kernel deletes the file `dev`
// before it tells that a device is removed (device_del() in drivers/base/core.c). Numbers of folders are given out in
// turn (__kernfs_new_node() in fs/kernfs/dir.c), so that a device that was plugged in anew has another one. Neither the
// number of the device, nor that of the USB device, nor what udev remembers tells that: the first two are used again,
// and an event of a script deletes the third.
[[nodiscard]] std::optional<std::uint64_t> instance_at(const std::string& syspath);

}  // namespace kmsmirror::hotplug
