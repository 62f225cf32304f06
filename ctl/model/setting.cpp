// SPDX-License-Identifier: MIT
#include "ctl/model/setting.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <optional>
#include <string_view>

#include "base/sink_settings.h"
#include "base/text.h"
#include "ctl/exit_code.h"
#include "ctl/model/names.h"

namespace kmsmirror::ctl {
namespace {

constexpr const char* source_property = "Source";

template <class Number>
std::optional<Number> to_number(std::string_view text) {
    Number number{};
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc{} || end != text.data() + text.size())
        return std::nullopt;
    return number;
}

[[noreturn]] void refuse(std::string_view key, const std::string& value, std::string_view rule) {
    throw Failure(ExitCode::usage, fmt::format("{}={}: {}", key, printable(value), rule));
}

// A word that the daemon's own parser takes.
template <auto parse>
Setting parse_word(std::string_view key, const char* property, const std::string& text, std::string_view rule) {
    if (!parse(text))
        refuse(key, text, rule);
    return {property, text};
}

Setting parse_rotation(const std::string& text) {
    const auto degrees = to_number<std::uint32_t>(text);
    if (!degrees || !is_rotation(*degrees))
        refuse("rotation", text, "not 0, 90, 180 or 270 degrees");
    return {"Rotation", *degrees};
}

Setting parse_bezel_width(const std::string& text) {
    const auto pixels = parse_bezel(text);
    if (!pixels)
        refuse("bezel", text, "not 0 to 4096 pixels of the source");
    return {"Bezel", *pixels};
}

Setting parse_max_rate(const std::string& text) {
    if (text == "none" || text == "0")
        return {"MaxRate", std::uint32_t{0}};
    constexpr double least = 0.1;
    constexpr double most = 1000;
    const auto rate = to_number<double>(text);
    if (!rate || !(*rate >= least && *rate <= most))
        refuse("max-rate", text, "not none, 0 or 0.1 to 1000 frames a second");
    return {"MaxRate", static_cast<std::uint32_t>(std::lround(*rate * 1000))};
}

Setting parse_setting(const std::string& word) {
    const std::size_t equals = word.find('=');
    if (equals == std::string::npos || equals == 0)
        throw Failure(ExitCode::usage, fmt::format("{}: not KEY=VALUE", printable(word)));
    const std::string key = word.substr(0, equals);
    const std::string value = word.substr(equals + 1);
    if (key == "path")
        return parse_word<parse_path_choice>(key, "PathChoice", value, "not auto, prime or copy");
    if (key == "mode")
        return parse_word<parse_mode_setting>(
            key, "ModeChoice", value,
            "not auto, source, nearest, preferred, highest-refresh, WxH or WxH@HZ, as "
            "1280x720 or 1280x720@59.94, at most 16384x16384@1000");
    if (key == "fit")
        return parse_word<parse_fit>(key, "Fit", value, "not fit, fill, stretch, integer or none");
    if (key == "rotation")
        return parse_rotation(value);
    if (key == "reflection")
        return parse_word<parse_reflection>(key, "Reflection", value, "not none, x or y");
    if (key == "region")
        return parse_word<parse_region>(
            key, "RegionChoice", value,
            "not all, X1,Y1,X2,Y2 in pixels of the source, 0 to 16384, with X1 < X2 and Y1 < Y2, or "
            "wall:COLUMNSxROWS:COLUMN,ROW, counted from 0, of at most 64x64");
    if (key == "bezel")
        return parse_bezel_width(value);
    if (key == "filter")
        return parse_word<parse_filter>(key, "FilterChoice", value, "not auto, nearest, bilinear or area");
    if (key == "dither")
        return parse_word<parse_dither>(key, "Dither", value, "not none, ordered or mono");
    if (key == "max-rate")
        return parse_max_rate(value);
    if (key == "source")
        return {source_property, value};
    throw Failure(ExitCode::usage, fmt::format("{}: no such setting; there are path, mode, fit, rotation, reflection, "
                                               "region, bezel, filter, dither, max-rate and source",
                                               printable(key)));
}

struct Append {
    sd_bus_message* message;
    const char* property;

    int operator()(const std::string& text) const {
        return sd_bus_message_append(message, "{sv}", property, "s", text.c_str());
    }
    int operator()(std::uint32_t number) const { return sd_bus_message_append(message, "{sv}", property, "u", number); }
};

int append_setting(sd_bus_message* message, const Setting& setting, const Status& status) {
    if (setting.property != source_property)
        return std::visit(Append{message, setting.property.c_str()}, setting.value);
    const Source& source = find_source(status, std::get<std::string>(setting.value));
    return sd_bus_message_append(message, "{sv}", setting.property.c_str(), "o", source.object_path.c_str());
}

}  // namespace

std::vector<Setting> parse_settings(const std::vector<std::string>& words) {
    std::vector<Setting> settings;
    for (const std::string& word : words) {
        settings.push_back(parse_setting(word));
        const auto is_same = [&](const Setting& other) { return other.property == settings.back().property; };
        if (std::any_of(settings.begin(), settings.end() - 1, is_same))
            throw Failure(ExitCode::usage, fmt::format("{}: given twice", printable(word)));
    }
    return settings;
}

int append_sink_settings(sd_bus_message* message, const Sink& sink, const std::vector<Setting>& settings,
                         const Status& status) {
    int result = sd_bus_message_open_container(message, 'a', "(oa{sv})");
    if (result >= 0)
        result = sd_bus_message_open_container(message, 'r', "oa{sv}");
    if (result >= 0)
        result = sd_bus_message_append(message, "o", sink.object_path.c_str());
    if (result >= 0)
        result = sd_bus_message_open_container(message, 'a', "{sv}");
    for (const Setting& setting : settings)
        if (result >= 0)
            result = append_setting(message, setting, status);
    for (int open_containers = 3; result >= 0 && open_containers > 0; --open_containers)
        result = sd_bus_message_close_container(message);
    return result;
}

}  // namespace kmsmirror::ctl
