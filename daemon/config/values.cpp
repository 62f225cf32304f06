// SPDX-License-Identifier: MIT
#include "config/values.h"

#include <algorithm>
#include <charconv>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/text.h"

namespace kmsmirror::config {

namespace {

constexpr std::size_t longest_name = 63;
constexpr std::size_t longest_path = 255;
constexpr std::uint32_t slowest_rate_mhz = 100;

template <class Number>
std::optional<Number> parse_number(std::string_view text, Number low, Number high, int base = 10) {
    Number number{};
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number, base);
    if (error != std::errc() || end != text.data() + text.size() || number < low || number > high)
        return std::nullopt;
    return number;
}

bool is_name(std::string_view text) {
    return !text.empty() && text.size() <= longest_name && std::all_of(text.begin(), text.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
    });
}

}  // namespace

std::optional<std::string> parse_device_path(std::string_view text) {
    return text.starts_with("/dev/") ? parse_id(text) : std::nullopt;
}

std::optional<std::string> parse_name(std::string_view text) {
    return is_name(text) ? std::optional<std::string>(text) : std::nullopt;
}

std::optional<Format> parse_format(std::string_view text) {
    if (text == "XRGB8888")
        return Format::xrgb8888;
    if (text == "RGB565")
        return Format::rgb565;
    return std::nullopt;
}

std::optional<Background> parse_background(std::string_view text) {
    if (text == "black")
        return Background{};
    if (text == "bars")
        return Background{Background::Kind::bars, 0};
    if (text == "last")
        return Background{Background::Kind::last, 0};
    if (text.size() != 7 || text.front() != '#')
        return std::nullopt;
    const auto rgb = parse_number<std::uint32_t>(text.substr(1), 0, 0xffffff, 16);
    return rgb ? std::optional(Background{Background::Kind::color, *rgb}) : std::nullopt;
}

std::optional<std::uint32_t> parse_buffer_count(std::string_view text) {
    return parse_number<std::uint32_t>(text, 2, 4);
}

std::optional<Allocator> parse_allocator(std::string_view text) {
    if (text == "dumb")
        return Allocator::dumb;
    if (has_gbm && text == "gbm")
        return Allocator::gbm;
    return std::nullopt;
}

std::optional<std::chrono::minutes> parse_minutes(std::string_view text) {
    const auto minutes = parse_number(text, 0, 1440);
    return minutes ? std::optional(std::chrono::minutes(*minutes)) : std::nullopt;
}

std::optional<HeapUse> parse_heap_use(std::string_view text) {
    if (text == "never")
        return HeapUse::never;
    if (text == "measured")
        return HeapUse::measured;
    if (text == "always")
        return HeapUse::always;
    return std::nullopt;
}

std::optional<std::vector<std::string>> parse_drivers(std::string_view text) {
    std::vector<std::string> drivers;
    while (!text.empty()) {
        const auto end = text.find_first_of(" \t");
        const auto word = text.substr(0, end);
        text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
        if (word.empty())
            continue;
        if (!is_name(word))
            return std::nullopt;
        drivers.emplace_back(word);
    }
    return drivers;
}

std::optional<std::string> parse_glob(std::string_view text) {
    if (text.size() > longest_path || !std::all_of(text.begin(), text.end(), is_printable))
        return std::nullopt;
    return std::string(text);
}

std::optional<bool> parse_yes_no(std::string_view text) {
    if (text == "yes")
        return true;
    if (text == "no")
        return false;
    return std::nullopt;
}

std::optional<std::uint32_t> parse_rotation(std::string_view text) {
    const auto degrees = parse_number<std::uint32_t>(text, 0, 270);
    return degrees && is_rotation(*degrees) ? degrees : std::nullopt;
}

std::optional<std::uint32_t> parse_max_rate(std::string_view text) {
    if (text == "0")
        return 0;
    const auto rate = parse_hertz(text);
    return rate && *rate >= slowest_rate_mhz ? rate : std::nullopt;
}

std::optional<std::string> parse_id(std::string_view text) {
    const bool is_word = std::all_of(text.begin(), text.end(), [](char c) { return is_printable(c) && c != ' '; });
    return is_word && text.size() <= longest_path ? std::optional<std::string>(text) : std::nullopt;
}

std::string same_text(const std::string& text) {
    return text;
}

std::string_view format_name(Format format) noexcept {
    return format == Format::rgb565 ? "RGB565" : "XRGB8888";
}

std::string background_text(const Background& background) {
    switch (background.kind) {
        case Background::Kind::bars:
            return "bars";
        case Background::Kind::last:
            return "last";
        case Background::Kind::color:
            break;
    }
    return background.rgb == 0 ? "black" : fmt::format("#{:06x}", background.rgb);
}

std::string_view allocator_name(Allocator allocator) noexcept {
    return allocator == Allocator::gbm ? "gbm" : "dumb";
}

std::string_view heap_use_name(HeapUse use) noexcept {
    switch (use) {
        case HeapUse::never:
            return "never";
        case HeapUse::always:
            return "always";
        case HeapUse::measured:
            break;
    }
    return "measured";
}

std::string drivers_text(const std::vector<std::string>& drivers) {
    return fmt::format("{}", fmt::join(drivers, " "));
}

}  // namespace kmsmirror::config
