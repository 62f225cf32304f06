// SPDX-License-Identifier: MIT
#include "tests/vm/emulator/parse.h"

#include <fmt/format.h>

#include <charconv>
#include <stdexcept>

namespace kmsmirror::emulator {

std::int64_t parse_number(std::string_view text, std::int64_t least, std::int64_t most) {
    std::int64_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc() || end != text.data() + text.size())
        throw std::invalid_argument(fmt::format("'{}' is not a number", text));
    if (number < least || number > most)
        throw std::invalid_argument(fmt::format("{} is not between {} and {}", number, least, most));
    return number;
}

std::chrono::steady_clock::time_point parse_timeout(std::string_view text) {
    constexpr std::int64_t day_ms = 24 * 3600 * 1000;
    return std::chrono::steady_clock::now() + std::chrono::milliseconds(parse_number(text, 0, day_ms));
}

std::uint32_t parse_colour(std::string_view text) {
    constexpr int hexadecimal = 16;
    constexpr std::size_t digits = 6;
    std::uint32_t colour = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), colour, hexadecimal);
    if (error != std::errc() || end != text.data() + text.size() || text.size() != digits)
        throw std::invalid_argument(fmt::format("'{}' is not a colour like ff8000", text));
    return colour;
}

Size parse_size(std::string_view text) {
    const std::size_t x = text.find('x');
    if (x == std::string_view::npos)
        throw std::invalid_argument(fmt::format("'{}' is not a size like 1024x768", text));
    return {parse_count32(text.substr(0, x)), parse_count32(text.substr(x + 1))};
}

KeyAndValue parse_assignment(std::string_view text) {
    const std::size_t equals = text.find('=');
    if (equals == std::string_view::npos)
        throw std::invalid_argument(fmt::format("'{}' is not of the form key=value", text));
    return {text.substr(0, equals), text.substr(equals + 1)};
}

bool parse_choice(std::string_view text, std::string_view first, std::string_view second) {
    if (text != first && text != second)
        throw std::invalid_argument(fmt::format("'{}' is neither {} nor {}", text, first, second));
    return text == first;
}

}  // namespace kmsmirror::emulator
