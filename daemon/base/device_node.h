// SPDX-License-Identifier: MIT
#pragma once

#include <string>

// What paths of device nodes lead to: links of udev and names of the user's own stand for the same device.
namespace kmsmirror {

// Whether both paths lead to the same device. The same text does, even where nothing is there.
[[nodiscard]] bool is_same_device(const std::string& a, const std::string& b);

// The kernel's name of the character device that a path leads to, as "card0"; empty if it leads to none.
[[nodiscard]] std::string device_name(const std::string& path);

}  // namespace kmsmirror
