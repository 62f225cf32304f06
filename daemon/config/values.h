// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "config/config.h"

// The values of configuration keys. Each takes any bytes and returns nothing for what breaks the key's rule.
namespace kmsmirror::config {

[[nodiscard]] std::optional<std::string> parse_device_path(std::string_view text);
[[nodiscard]] std::optional<std::string> parse_connector(std::string_view text);
[[nodiscard]] std::optional<Format> parse_format(std::string_view text);
[[nodiscard]] std::optional<Background> parse_background(std::string_view text);
[[nodiscard]] std::optional<std::uint32_t> parse_buffer_count(std::string_view text);
[[nodiscard]] std::optional<Allocator> parse_allocator(std::string_view text);
[[nodiscard]] std::optional<std::chrono::minutes> parse_minutes(std::string_view text);
[[nodiscard]] std::optional<HeapUse> parse_heap_use(std::string_view text);
[[nodiscard]] std::optional<std::vector<std::string>> parse_drivers(std::string_view text);

}  // namespace kmsmirror::config
