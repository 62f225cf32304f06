// SPDX-License-Identifier: MIT
#pragma once

#include <charconv>
#include <cstdint>
#include <optional>
#include <string_view>
#include <system_error>

// Values and the words for them, in a table of pairs: an array of std::pair<Value, std::string_view>.
namespace kmsmirror {

// The word of a value; the first of the table for one that is not in it.
template <class Table, class Value>
[[nodiscard]] std::string_view name_in(const Table& table, Value value) noexcept {
    for (const auto& [known, name] : table)
        if (known == value)
            return name;
    return table.front().second;
}

template <class Table>
[[nodiscard]] auto value_in(const Table& table, std::string_view text) noexcept
    -> std::optional<typename Table::value_type::first_type> {
    for (const auto& [value, name] : table)
        if (name == text)
            return value;
    return std::nullopt;
}

// A decimal number and nothing else.
[[nodiscard]] inline std::optional<std::uint32_t> parse_number(std::string_view text, std::uint32_t low,
                                                               std::uint32_t high) noexcept {
    std::uint32_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc() || end != text.data() + text.size() || number < low || number > high)
        return std::nullopt;
    return number;
}

}  // namespace kmsmirror
