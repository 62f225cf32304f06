// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>

namespace kmsmirror {

// Whether a display manager is enabled on the machine below `root`, whether or not it runs yet: it will want the cards
// of its seats. The one that is has the link display-manager.service; a link to /dev/null forbids all of them.
[[nodiscard]] bool is_display_manager_enabled(const std::filesystem::path& root = "/");

}  // namespace kmsmirror
