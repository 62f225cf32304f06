// SPDX-License-Identifier: MIT
#include "base/display_manager.h"

#include <system_error>

namespace kmsmirror {

bool is_display_manager_enabled(const std::filesystem::path& root) {
    const auto link = root / "etc/systemd/system/display-manager.service";
    std::error_code error;
    if (!std::filesystem::exists(std::filesystem::symlink_status(link, error)))
        return false;
    // What it leads to need not be readable here: below another root it is another machine's.
    return std::filesystem::read_symlink(link, error) != "/dev/null";
}

}  // namespace kmsmirror
