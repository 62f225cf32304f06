// SPDX-License-Identifier: MIT
#include "tests/vm/emulator/display_factory.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <stdexcept>

#include "tests/vm/emulator/gud_display.h"
#include "tests/vm/emulator/udl_display.h"

namespace kmsmirror::emulator {
namespace {

// udl drives up to 2048x1152; a real chip says so in its vendor descriptor.
constexpr std::uint32_t udl_pixel_limit = 2048 * 1152;

std::uint32_t parse_number(std::string_view text) {
    std::uint32_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc() || end != text.data() + text.size())
        throw std::invalid_argument(fmt::format("'{}' is not a number", text));
    return number;
}

bool is_name(std::string_view text) {
    return !text.empty() && std::ranges::all_of(text, [](char letter) {
        return (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z') ||
               (letter >= '0' && letter <= '9') || letter == '-' || letter == '_';
    });
}

Size parse_size(std::string_view text) {
    const std::size_t x = text.find('x');
    if (x == std::string_view::npos)
        throw std::invalid_argument(fmt::format("'{}' is not a size like 1024x768", text));
    return {parse_number(text.substr(0, x)), parse_number(text.substr(x + 1))};
}

GudFormat parse_format(std::string_view text) {
    if (text == "xrgb8888")
        return GudFormat::xrgb8888;
    if (text == "rgb565")
        return GudFormat::rgb565;
    throw std::invalid_argument(fmt::format("unknown format '{}': xrgb8888 and rgb565 there are", text));
}

bool parse_switch(std::string_view text) {
    if (text != "yes" && text != "no")
        throw std::invalid_argument(fmt::format("'{}' is neither yes nor no", text));
    return text == "yes";
}

template <class Parse>
auto parse_list(std::string_view text, Parse parse) {
    std::vector<decltype(parse(text))> items;
    while (true) {
        const std::size_t comma = std::min(text.find(','), text.size());
        items.push_back(parse(text.substr(0, comma)));
        if (comma == text.size())
            return items;
        text.remove_prefix(comma + 1);
    }
}

void parse_option(PlugOptions& options, std::string_view key, std::string_view value) {
    if (key == "size")
        options.size = parse_size(value);
    else if (key == "modes")
        options.modes = parse_list(value, parse_size);
    else if (key == "formats")
        options.formats = parse_list(value, parse_format);
    else if (key == "serial")
        options.serial = value;
    else if (key == "port")
        options.port = parse_number(value);
    else if (key == "lz4")
        options.lz4 = parse_switch(value);
    else if (key == "max-buffer")
        options.max_buffer = parse_number(value);
    else
        throw std::invalid_argument(fmt::format("unknown option '{}'", key));
}

GudCapabilities gud_capabilities(const PlugOptions& options) {
    GudCapabilities capabilities;
    capabilities.formats = options.formats;
    capabilities.lz4 = options.lz4;
    capabilities.smallest = capabilities.largest = options.size;
    capabilities.modes.push_back(timing_for(options.size));
    for (const Size size : options.modes) {
        capabilities.modes.push_back(timing_for(size));
        capabilities.smallest.width = std::min(capabilities.smallest.width, size.width);
        capabilities.smallest.height = std::min(capabilities.smallest.height, size.height);
        capabilities.largest.width = std::max(capabilities.largest.width, size.width);
        capabilities.largest.height = std::max(capabilities.largest.height, size.height);
    }
    const std::uint32_t row = capabilities.largest.width * 4;
    capabilities.max_buffer_size = options.max_buffer.value_or(row * capabilities.largest.height);
    // The driver splits by whole rows.
    if (capabilities.max_buffer_size < row)
        throw std::invalid_argument(fmt::format("max-buffer must hold a row of {} bytes", row));
    return capabilities;
}

}  // namespace

PlugOptions parse_plug_options(std::span<const std::string> words) {
    if (words.size() < 2 || !is_name(words[0]))
        throw std::invalid_argument("plug needs a name of letters, digits, '-' and '_', and udl or gud");
    PlugOptions options;
    options.name = options.serial = words[0];
    if (words[1] != "udl" && words[1] != "gud")
        throw std::invalid_argument(fmt::format("'{}' is neither udl nor gud", words[1]));
    options.kind = words[1] == "udl" ? DisplayKind::udl : DisplayKind::gud;
    for (const std::string& word : words.subspan(2)) {
        const std::size_t equals = word.find('=');
        if (equals == std::string::npos)
            throw std::invalid_argument(fmt::format("'{}' is not of the form key=value", word));
        parse_option(options, std::string_view(word).substr(0, equals), std::string_view(word).substr(equals + 1));
    }
    return options;
}

std::unique_ptr<Display> create_display(const PlugOptions& options) {
    const bool is_udl = options.kind == DisplayKind::udl;
    const auto product = static_cast<std::uint16_t>(is_udl ? 1 : 2);
    const Edid edid = build_edid({options.name, options.serial, product, options.size, options.modes});
    if (is_udl) {
        UsbIdentity identity{0x17e9, 0x0101, "DisplayLink", "emulated udl " + options.name, options.serial};
        return std::make_unique<UdlDisplay>(std::move(identity), edid, udl_pixel_limit);
    }
    UsbIdentity identity{0x1d50, 0x614d, "kmsmirror", "emulated gud " + options.name, options.serial};
    return std::make_unique<GudDisplay>(std::move(identity), edid, gud_capabilities(options));
}

}  // namespace kmsmirror::emulator
