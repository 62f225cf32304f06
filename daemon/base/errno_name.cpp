// SPDX-License-Identifier: MIT
#include "base/errno_name.h"

#include <fmt/format.h>

#include <cstring>

namespace kmsmirror {

std::string errno_name(std::error_code error) {
    const char* const name = strerrorname_np(error.value());
    return name != nullptr ? name : fmt::format("errno {}", error.value());
}

}  // namespace kmsmirror
