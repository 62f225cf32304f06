// SPDX-License-Identifier: MIT
#include "config/keys.h"

#include <array>
#include <optional>
#include <utility>

#include "config/values.h"

namespace kmsmirror::config {

namespace {

// Sets a part of the configuration, which `part` picks, to what `parse` makes of the value.
template <class PartOf, class Parser>
bool assign(Config& config, std::string_view value, PartOf part, Parser parse) {
    if (value.empty()) {
        Config defaults;
        part(config) = std::move(part(defaults));
        return true;
    }
    auto parsed = parse(value);
    if (!parsed)
        return false;
    part(config) = *std::move(parsed);
    return true;
}

// "preferred" is a mode choice of its own: none.
std::optional<std::optional<ModeWish>> parse_mode_or_preferred(std::string_view text) {
    if (text == "preferred")
        return std::optional<ModeWish>();
    if (const auto mode = parse_mode_wish(text))
        return mode;
    return std::nullopt;
}

bool set_card(Config& config, std::string_view value) {
    return assign(
        config, value, [](Config & c) -> auto& { return c.source.card; }, parse_device_path);
}

bool set_connector(Config& config, std::string_view value) {
    return assign(
        config, value, [](Config & c) -> auto& { return c.source.connector; }, parse_connector);
}

bool set_mode(Config& config, std::string_view value) {
    return assign(
        config, value, [](Config & c) -> auto& { return c.source.mode; }, parse_mode_or_preferred);
}

bool set_format(Config& config, std::string_view value) {
    return assign(
        config, value, [](Config & c) -> auto& { return c.source.format; }, parse_format);
}

bool set_background(Config& config, std::string_view value) {
    return assign(
        config, value, [](Config & c) -> auto& { return c.source.background; }, parse_background);
}

bool set_buffers(Config& config, std::string_view value) {
    return assign(
        config, value, [](Config & c) -> auto& { return c.source.buffers; }, parse_buffer_count);
}

bool set_allocator(Config& config, std::string_view value) {
    return assign(
        config, value, [](Config & c) -> auto& { return c.source.allocator; }, parse_allocator);
}

bool set_heap(Config& config, std::string_view value) {
    return assign(
        config, value, [](Config & c) -> auto& { return c.source.heap; }, parse_heap_use);
}

bool set_drivers(Config& config, std::string_view value) {
    return assign(
        config, value, [](Config & c) -> auto& { return c.sinks.drivers; }, parse_drivers);
}

bool set_idle_repaint(Config& config, std::string_view value) {
    return assign(
        config, value, [](Config & c) -> auto& { return c.sinks.idle_repaint; }, parse_minutes);
}

constexpr std::array keys{
    Key{"Source", "Card", "a device path such as /dev/dri/card0", set_card},
    Key{"Source", "Connector", "a connector name such as HDMI-A-1", set_connector},
    Key{"Source", "Mode", "\"preferred\" or WIDTHxHEIGHT[@HZ], at most 16384x16384@1000", set_mode},
    Key{"Source", "Format", "XRGB8888 or RGB565", set_format},
    Key{"Source", "Background", "black, bars, last or #RRGGBB", set_background},
    Key{"Source", "Buffers", "2, 3 or 4", set_buffers},
    Key{"Source", "Allocator", "dumb or gbm", set_allocator},
    Key{"Source", "Heap", "measured, always or never", set_heap},
    Key{"Sinks", "Drivers", "names of kernel drivers, separated by blanks", set_drivers},
    Key{"Sinks", "IdleRepaint", "minutes, 0 to 1440", set_idle_repaint},
};

}  // namespace

const Key* find_key(std::string_view section, std::string_view name) noexcept {
    for (const auto& key : keys) {
        if (key.section == section && key.name == name)
            return &key;
    }
    return nullptr;
}

}  // namespace kmsmirror::config
