// SPDX-License-Identifier: MIT
#include "base/kernel_version.h"

#include <sys/utsname.h>

#include <charconv>

namespace kmsmirror {

KernelVersion parse_kernel_version(std::string_view release) noexcept {
    KernelVersion version;
    const char* const end = release.data() + release.size();
    const auto major = std::from_chars(release.data(), end, version.major);
    if (major.ec != std::errc() || major.ptr == end || *major.ptr != '.')
        return {};
    if (std::from_chars(major.ptr + 1, end, version.minor).ec != std::errc())
        return {};
    return version;
}

KernelVersion running_kernel() noexcept {
    utsname name{};
    return ::uname(&name) == 0 ? parse_kernel_version(name.release) : KernelVersion{};
}

}  // namespace kmsmirror
