// SPDX-License-Identifier: MIT
#include "config/sink_keys.h"

#include <fmt/format.h>

#include <array>
#include <utility>

#include "config/values.h"

namespace kmsmirror::config {

namespace {

using Kind = Outcome::Kind;

std::optional<std::optional<ModeWish>> parse_mode_or_auto(std::string_view text) {
    if (text == "auto")
        return std::optional<ModeWish>();
    if (const auto mode = parse_mode_wish(text))
        return mode;
    return std::nullopt;
}

std::string mode_or_auto(const std::optional<ModeWish>& mode) {
    return mode ? mode_text(*mode) : "auto";
}

std::string yes_no(bool value) {
    return value ? "yes" : "no";
}

std::string degrees_text(std::uint32_t degrees) {
    return fmt::format("{}", degrees);
}

template <auto criterion>
Kind set_match(SinkRule& rule, std::string_view value) {
    const auto glob = parse_glob(value);
    if (!glob)
        return Kind::bad;
    rule.match.*criterion = *glob;
    return Kind::taken;
}

template <auto criterion>
std::optional<std::string> match_text(const SinkRule& rule) {
    const std::string& glob = rule.match.*criterion;
    return glob.empty() ? std::nullopt : std::optional(glob);
}

template <auto change, auto setting, auto parse>
Kind set_change(SinkRule& rule, std::string_view value) {
    if (value.empty()) {
        (rule.changes.*change).emplace(SinkSettings().*setting);
        return Kind::taken;
    }
    auto parsed = parse(value);
    if (!parsed)
        return Kind::bad;
    (rule.changes.*change).emplace(*std::move(parsed));
    return Kind::taken;
}

// For settings of which only the default is supported yet.
template <auto change, auto setting, auto parse>
Kind set_default_only(SinkRule& rule, std::string_view value) {
    SinkRule candidate = rule;
    if (set_change<change, setting, parse>(candidate, value) == Kind::bad)
        return Kind::bad;
    if (*(candidate.changes.*change) != SinkSettings().*setting)
        return Kind::unsupported;
    rule = std::move(candidate);
    return Kind::taken;
}

template <auto change, auto write>
std::optional<std::string> change_text(const SinkRule& rule) {
    const auto& value = rule.changes.*change;
    return value ? std::optional(std::string(write(*value))) : std::nullopt;
}

template <auto criterion>
constexpr SinkKey match_key(std::string_view name) {
    return {"Match", name, "printable characters, at most 255", set_match<criterion>, match_text<criterion>};
}

template <auto change, auto setting, auto parse, auto write>
constexpr SinkKey sink_key(std::string_view name, std::string_view rule) {
    return {"Sink", name, rule, set_change<change, setting, parse>, change_text<change, write>};
}

template <auto change, auto setting, auto parse, auto write>
constexpr SinkKey later_sink_key(std::string_view name, std::string_view rule) {
    return {"Sink", name, rule, set_default_only<change, setting, parse>, change_text<change, write>};
}

constexpr std::array sink_keys{
    match_key<&SinkMatch::id>("Id"),
    match_key<&SinkMatch::driver>("Driver"),
    match_key<&SinkMatch::usb_path>("UsbPath"),
    match_key<&SinkMatch::connector>("Connector"),
    match_key<&SinkMatch::make>("Make"),
    match_key<&SinkMatch::model>("Model"),
    match_key<&SinkMatch::serial>("Serial"),
    sink_key<&SinkChanges::enabled, &SinkSettings::enabled, parse_yes_no, yes_no>("Enabled", "yes or no"),
    sink_key<&SinkChanges::path, &SinkSettings::path, parse_path_choice, path_choice_name>("Path",
                                                                                           "auto, prime or copy"),
    sink_key<&SinkChanges::mode, &SinkSettings::mode, parse_mode_or_auto, mode_or_auto>(
        "Mode", "\"auto\" or WIDTHxHEIGHT[@HZ], at most 16384x16384@1000"),
    later_sink_key<&SinkChanges::fit, &SinkSettings::fit, parse_fit, fit_name>("Fit", "none, fit, crop or stretch"),
    later_sink_key<&SinkChanges::rotation, &SinkSettings::rotation, parse_rotation, degrees_text>("Rotation",
                                                                                                  "0, 90, 180 or 270"),
    later_sink_key<&SinkChanges::region, &SinkSettings::region, parse_region, region_text>(
        "Region", "x1,y1,x2,y2 in pixels, 0 to 16384, with x1 < x2 and y1 < y2, or all 0"),
    sink_key<&SinkChanges::max_rate_mhz, &SinkSettings::max_rate_mhz, parse_max_rate, hertz_text>(
        "MaxRate", "0 or frames a second, 0.1 to 1000"),
    sink_key<&SinkChanges::source_id, &SinkSettings::source_id, parse_id, same_text>(
        "Source", "the id of a source: printable characters without blanks, at most 255"),
};

}  // namespace

std::span<const SinkKey> all_sink_keys() noexcept {
    return sink_keys;
}

}  // namespace kmsmirror::config
