// SPDX-License-Identifier: MIT
#include "hotplug/instance.h"

#include <sys/stat.h>
#include <unistd.h>

namespace kmsmirror::hotplug {

std::optional<std::uint64_t> instance_at(const std::string& syspath) {
    struct stat folder {};
    if (::access((syspath + "/dev").c_str(), F_OK) != 0 || ::stat(syspath.c_str(), &folder) != 0)
        return std::nullopt;
    return folder.st_ino;
}

}  // namespace kmsmirror::hotplug
