// SPDX-License-Identifier: MIT
#include "tests/vm/emulator/display_factory.h"

#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>

#include "tests/vm/emulator/gud_display.h"
#include "tests/vm/emulator/parse.h"
#include "tests/vm/emulator/udl_display.h"

namespace kmsmirror::emulator {
namespace {

bool is_name(std::string_view text) {
    return !text.empty() && std::ranges::all_of(text, [](char letter) {
        return (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z') ||
               (letter >= '0' && letter <= '9') || letter == '-' || letter == '_';
    });
}

GudFormat parse_format(std::string_view text) {
    return parse_choice(text, "xrgb8888", "rgb565") ? GudFormat::xrgb8888 : GudFormat::rgb565;
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
        options.port = parse_count32(value);
    else if (key == "lz4")
        options.lz4 = parse_choice(value, "yes", "no");
    else if (key == "rotations")
        options.rotations = static_cast<std::uint64_t>(parse_number(value, 1, 0x3f));
    else if (key == "max-buffer")
        options.max_buffer = parse_count32(value);
    else if (key == "pixel-limit")
        options.pixel_limit = parse_count32(value);
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
    capabilities.rotations = options.rotations;
    if ((options.rotations & (gud::rotation_90 | gud::rotation_270)) != 0) {
        // Framebuffers lie on their side, too.
        Size& smallest = capabilities.smallest;
        Size& largest = capabilities.largest;
        smallest.width = smallest.height = std::min(smallest.width, smallest.height);
        largest.width = largest.height = std::max(largest.width, largest.height);
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
    options.kind = parse_choice(words[1], "udl", "gud") ? DisplayKind::udl : DisplayKind::gud;
    for (const std::string& word : words.subspan(2)) {
        const auto [key, value] = parse_assignment(word);
        parse_option(options, key, value);
    }
    return options;
}

std::unique_ptr<Display> create_display(const PlugOptions& options) {
    const bool is_udl = options.kind == DisplayKind::udl;
    const auto product = static_cast<std::uint16_t>(is_udl ? 1 : 2);
    const Edid edid = build_edid({options.name, options.serial, product, options.size, options.modes});
    if (is_udl) {
        UsbIdentity identity{0x17e9, 0x0101, "DisplayLink", "emulated udl " + options.name, options.serial};
        return std::make_unique<UdlDisplay>(std::move(identity), edid, options.pixel_limit);
    }
    UsbIdentity identity{0x1d50, 0x614d, "kmsmirror", "emulated gud " + options.name, options.serial};
    return std::make_unique<GudDisplay>(std::move(identity), edid, gud_capabilities(options));
}

}  // namespace kmsmirror::emulator
