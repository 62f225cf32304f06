// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/geometry.h"
#include "config/config.h"

// The values of configuration keys. Each takes any bytes and returns nothing for what breaks the key's rule.
namespace kmsmirror::config {

[[nodiscard]] std::optional<std::string> parse_device_path(std::string_view text);
[[nodiscard]] std::optional<Format> parse_format(std::string_view text);
[[nodiscard]] std::optional<Background> parse_background(std::string_view text);
[[nodiscard]] std::optional<std::uint32_t> parse_buffer_count(std::string_view text);
[[nodiscard]] std::optional<Allocator> parse_allocator(std::string_view text);
[[nodiscard]] std::optional<std::chrono::minutes> parse_minutes(std::string_view text);
[[nodiscard]] std::optional<HeapUse> parse_heap_use(std::string_view text);
[[nodiscard]] std::optional<std::vector<std::string>> parse_drivers(std::string_view text);
[[nodiscard]] std::optional<std::string> parse_name(std::string_view text);
[[nodiscard]] std::optional<std::string> parse_glob(std::string_view text);
[[nodiscard]] std::optional<bool> parse_yes_no(std::string_view text);
[[nodiscard]] std::optional<std::uint32_t> parse_rotation(std::string_view text);
[[nodiscard]] std::optional<std::uint32_t> parse_max_rate(std::string_view text);  // in mHz
[[nodiscard]] std::optional<std::string> parse_id(std::string_view text);

// What the parsers take.
[[nodiscard]] std::string same_text(const std::string& text);
[[nodiscard]] std::string_view format_name(Format format) noexcept;
[[nodiscard]] std::string background_text(const Background& background);
[[nodiscard]] std::string_view allocator_name(Allocator allocator) noexcept;
[[nodiscard]] std::string_view heap_use_name(HeapUse use) noexcept;
[[nodiscard]] std::string drivers_text(const std::vector<std::string>& drivers);

}  // namespace kmsmirror::config
