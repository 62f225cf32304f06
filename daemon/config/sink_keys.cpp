// SPDX-License-Identifier: MIT
#include "config/sink_keys.h"

#include <fmt/format.h>

#include <array>
#include <utility>

#include "config/values.h"

namespace kmsmirror::config {

namespace {

using Kind = Outcome::Kind;

// Files of 0.1 say all of the source by four zeros.
std::optional<RegionChoice> parse_region_key(std::string_view text) {
    return text == "0,0,0,0" ? RegionChoice() : parse_region(text);
}

std::string yes_no(bool value) {
    return value ? "yes" : "no";
}

std::string decimal(std::uint32_t number) {
    return fmt::format("{}", number);
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
    sink_key<&SinkChanges::mode, &SinkSettings::mode, parse_mode_setting, mode_setting_text>(
        "Mode", "auto, source, nearest, preferred, highest-refresh or WIDTHxHEIGHT[@HZ], at most 16384x16384@1000"),
    sink_key<&SinkChanges::fit, &SinkSettings::fit, parse_fit, fit_name>("Fit", "fit, fill, stretch, integer or none"),
    sink_key<&SinkChanges::rotation, &SinkSettings::rotation, parse_rotation, decimal>("Rotation", "0, 90, 180 or 270"),
    sink_key<&SinkChanges::reflection, &SinkSettings::reflection, parse_reflection, reflection_name>("Reflection",
                                                                                                     "none, x or y"),
    sink_key<&SinkChanges::region, &SinkSettings::region, parse_region_key, region_text>(
        "Region",
        "all, X1,Y1,X2,Y2 in pixels, 0 to 16384, with X1 < X2 and Y1 < Y2, or wall:COLUMNSxROWS:COLUMN,ROW, counted "
        "from 0, of at most 64x64"),
    sink_key<&SinkChanges::bezel, &SinkSettings::bezel, parse_bezel, decimal>("Bezel", "0 to 4096 pixels"),
    sink_key<&SinkChanges::filter, &SinkSettings::filter, parse_filter, filter_name>("Filter",
                                                                                     "auto, nearest, bilinear or area"),
    sink_key<&SinkChanges::dither, &SinkSettings::dither, parse_dither, dither_name>("Dither", "none, ordered or mono"),
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
