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

Setting parse_path(const std::string& text) {
    if (!parse_path_choice(text))
        refuse("path", text, "not auto, prime or copy");
    return {"PathChoice", text};
}

Setting parse_mode(const std::string& text) {
    if (text != "auto" && !parse_mode_wish(text))
        refuse("mode", text, "not auto, WxH or WxH@HZ, as 1280x720 or 1280x720@59.94");
    return {"ModeChoice", text};
}

Setting parse_fit_word(const std::string& text) {
    if (!parse_fit(text))
        refuse("fit", text, "not none, fit, crop or stretch");
    return {"Fit", text};
}

Setting parse_rotation(const std::string& text) {
    const auto degrees = to_number<std::uint32_t>(text);
    if (!degrees || !is_rotation(*degrees))
        refuse("rotation", text, "not 0, 90, 180 or 270 degrees");
    return {"Rotation", *degrees};
}

Setting parse_region(const std::string& text) {
    Region region{};
    if (text == "all")
        return {"Region", region};
    std::string_view rest = text;
    for (std::size_t i = 0; i < region.size(); ++i) {
        const std::size_t comma = std::min(rest.find(','), rest.size());
        const auto number = to_number<std::int32_t>(rest.substr(0, comma));
        const bool is_last = i + 1 == region.size();
        if (!number || is_last != (comma == rest.size()))
            refuse("region", text, "not all or X1,Y1,X2,Y2 in pixels of the source");
        region[i] = *number;
        rest.remove_prefix(is_last ? comma : comma + 1);
    }
    return {"Region", region};
}

Setting parse_max_rate(const std::string& text) {
    if (text == "none")
        return {"MaxRate", std::uint32_t{0}};
    constexpr double least = 0.1;
    constexpr double most = 1000;
    const auto rate = to_number<double>(text);
    if (!rate || !(*rate >= least && *rate <= most))
        refuse("max-rate", text, "not none or 0.1 to 1000 frames a second");
    return {"MaxRate", static_cast<std::uint32_t>(std::lround(*rate * 1000))};
}

Setting parse_setting(const std::string& word) {
    const std::size_t equals = word.find('=');
    if (equals == std::string::npos || equals == 0)
        throw Failure(ExitCode::usage, fmt::format("{}: not KEY=VALUE", printable(word)));
    const std::string key = word.substr(0, equals);
    const std::string value = word.substr(equals + 1);
    if (key == "path")
        return parse_path(value);
    if (key == "mode")
        return parse_mode(value);
    if (key == "fit")
        return parse_fit_word(value);
    if (key == "rotation")
        return parse_rotation(value);
    if (key == "region")
        return parse_region(value);
    if (key == "max-rate")
        return parse_max_rate(value);
    if (key == "source")
        return {source_property, value};
    throw Failure(ExitCode::usage,
                  fmt::format("{}: no such setting; there are path, mode, fit, rotation, region, max-rate and source",
                              printable(key)));
}

struct Append {
    sd_bus_message* message;
    const char* property;

    int operator()(const std::string& text) const {
        return sd_bus_message_append(message, "{sv}", property, "s", text.c_str());
    }
    int operator()(std::uint32_t number) const { return sd_bus_message_append(message, "{sv}", property, "u", number); }
    int operator()(const Region& region) const {
        return sd_bus_message_append(message, "{sv}", property, "(iiii)", region[0], region[1], region[2], region[3]);
    }
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
