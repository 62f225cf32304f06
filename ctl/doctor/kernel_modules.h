// SPDX-License-Identifier: MIT
#pragma once

#include <string>

#include "ctl/doctor/system.h"

namespace kmsmirror::ctl::doctor {

// Whether the running kernel has that module, in a file, loaded or built in. As for the kernel, - and _ are the same.
[[nodiscard]] bool has_module(const System& system, std::string name);

}  // namespace kmsmirror::ctl::doctor
