// SPDX-License-Identifier: MIT
#include "base/device_node.h"

#include <fmt/format.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>

#include <filesystem>
#include <optional>
#include <system_error>

namespace kmsmirror {
namespace {

std::optional<dev_t> device_number(const std::string& path) {
    struct stat node {};
    if (::stat(path.c_str(), &node) != 0 || !S_ISCHR(node.st_mode))
        return std::nullopt;
    return node.st_rdev;
}

}  // namespace

bool is_same_device(const std::string& a, const std::string& b) {
    if (a == b)
        return true;
    const auto number = device_number(a);
    return number && number == device_number(b);
}

std::string device_name(const std::string& path) {
    const auto number = device_number(path);
    if (!number)
        return {};
    std::error_code error;
    return std::filesystem::read_symlink(fmt::format("/sys/dev/char/{}:{}", major(*number), minor(*number)), error)
        .filename();
}

}  // namespace kmsmirror
