// SPDX-License-Identifier: MIT
#pragma once

#include <compare>
#include <string_view>

namespace kmsmirror {

struct KernelVersion {
    unsigned major = 0;
    unsigned minor = 0;
    // NOLINTNEXTLINE(modernize-use-nullptr): clang-tidy 14 takes the 0 inside for a pointer
    auto operator<=>(const KernelVersion&) const = default;
};

// From a release such as "6.12.95+deb12-amd64"; 0.0 for what is none.
[[nodiscard]] KernelVersion parse_kernel_version(std::string_view release) noexcept;

// uname(2)
[[nodiscard]] KernelVersion running_kernel() noexcept;

}  // namespace kmsmirror
