// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <system_error>

namespace kmsmirror {

// "ENOMEM"; "errno 512" for one that the C library has no name for.
[[nodiscard]] std::string errno_name(std::error_code error);

}  // namespace kmsmirror
