// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>
#include <string_view>
#include <system_error>

namespace kmsmirror::config {

// Afterwards the file has the text, also when power fails, or else what it had before.
[[nodiscard]] std::error_code replace_file(const std::filesystem::path& path, std::string_view text);

}  // namespace kmsmirror::config
