// SPDX-License-Identifier: MIT
#include "config/keys.h"

#include <fmt/format.h>

#include <array>
#include <optional>
#include <utility>

#include "config/values.h"

namespace kmsmirror::config {

namespace {

// "preferred" is a mode choice of its own: none.
std::optional<std::optional<ModeWish>> parse_mode_or_preferred(std::string_view text) {
    if (text == "preferred")
        return std::optional<ModeWish>();
    if (const auto mode = parse_mode_wish(text))
        return mode;
    return std::nullopt;
}

std::string mode_or_preferred(const std::optional<ModeWish>& mode) {
    return mode ? mode_text(*mode) : "preferred";
}

std::string number_text(std::uint32_t number) {
    return fmt::format("{}", number);
}

std::string minutes_text(std::chrono::minutes minutes) {
    return fmt::format("{}", minutes.count());
}

template <auto section, auto field, auto parse>
bool set(Config& config, std::string_view value) {
    auto& target = (config.*section).*field;
    if (value.empty()) {
        target = (Config().*section).*field;
        return true;
    }
    auto parsed = parse(value);
    if (!parsed)
        return false;
    target = *std::move(parsed);
    return true;
}

template <auto section, auto field, auto write>
std::string text(const Config& config) {
    return std::string(write((config.*section).*field));
}

// A key for `field` of the part `section` of the configuration.
template <auto section, auto field, auto parse, auto write>
constexpr Key key(std::string_view section_name, std::string_view name, std::string_view rule) {
    return {section_name, name, rule, set<section, field, parse>, text<section, field, write>};
}

template <auto field, auto parse, auto write>
constexpr Key source_key(std::string_view name, std::string_view rule) {
    return key<&Config::source, field, parse, write>("Source", name, rule);
}

constexpr std::array keys{
    source_key<&SourceConfig::card, parse_device_path, same_text>("Card", "a device path such as /dev/dri/card0"),
    source_key<&SourceConfig::connector, parse_name, same_text>("Connector", "a connector name such as HDMI-A-1"),
    source_key<&SourceConfig::mode, parse_mode_or_preferred, mode_or_preferred>(
        "Mode", "\"preferred\" or WIDTHxHEIGHT[@HZ], at most 16384x16384@1000"),
    source_key<&SourceConfig::format, parse_format, format_name>("Format", "XRGB8888 or RGB565"),
    source_key<&SourceConfig::background, parse_background, background_text>("Background",
                                                                             "black, bars, last or #RRGGBB"),
    source_key<&SourceConfig::buffers, parse_buffer_count, number_text>("Buffers", "2, 3 or 4"),
    source_key<&SourceConfig::allocator, parse_allocator, allocator_name>(
        "Allocator", has_gbm ? "dumb or gbm" : "dumb, because this build has no libgbm"),
    source_key<&SourceConfig::heap, parse_heap_use, heap_use_name>("Heap", "measured, always or never"),
    key<&Config::sinks, &SinksConfig::drivers, parse_drivers, drivers_text>(
        "Sinks", "Drivers", "names of kernel drivers, separated by blanks"),
    key<&Config::sinks, &SinksConfig::idle_repaint, parse_minutes, minutes_text>("Sinks", "IdleRepaint",
                                                                                 "minutes, 0 to 1440"),
    key<&Config::access, &AccessConfig::group, parse_name, same_text>("Access", "Group",
                                                                      "the name of a group, such as kmsmirror"),
};

}  // namespace

std::span<const Key> all_keys() noexcept {
    return keys;
}

const Key* find_key(std::string_view section, std::string_view name) noexcept {
    for (const auto& key : keys) {
        if (key.section == section && key.name == name)
            return &key;
    }
    return nullptr;
}

}  // namespace kmsmirror::config
