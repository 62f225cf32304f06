// SPDX-License-Identifier: MIT
#include "base/sink_settings.h"

#include <fmt/format.h>

#include <array>
#include <utility>

#include "base/words.h"

namespace kmsmirror {
namespace {

constexpr std::uint32_t widest_mode = 16384;
constexpr std::uint32_t fastest_refresh_mhz = 1000'000;

constexpr std::array<std::pair<PathChoice, std::string_view>, 3> path_choices{
    {{PathChoice::automatic, "auto"}, {PathChoice::prime, "prime"}, {PathChoice::copy, "copy"}}};
constexpr std::array<std::pair<ModeRule, std::string_view>, 5> mode_rules{
    {{ModeRule::automatic, "auto"},
     {ModeRule::source, "source"},
     {ModeRule::nearest, "nearest"},
     {ModeRule::preferred, "preferred"},
     {ModeRule::highest_refresh, "highest-refresh"}}};
constexpr std::array<std::pair<Dither, std::string_view>, 3> dithers{
    {{Dither::none, "none"}, {Dither::ordered, "ordered"}, {Dither::mono, "mono"}}};
constexpr std::uint32_t widest_bezel = 4096;

template <class Value>
void assign(Value& target, const std::optional<Value>& change) {
    if (change)
        target = *change;
}

template <class Value>
void overlay(std::optional<Value>& target, const std::optional<Value>& change) {
    if (change)
        target = change;
}

template <class Value>
void drop(std::optional<Value>& change, const Value& same) {
    if (change && *change == same)  // one of the values may be an optional itself
        change.reset();
}

// Each of the changes with its counterpart, in settings or in other changes.
template <class Changes, class Other, class Function>
void for_each_setting(Changes& changes, Other& other, Function function) {
    function(changes.enabled, other.enabled);
    function(changes.path, other.path);
    function(changes.mode, other.mode);
    function(changes.fit, other.fit);
    function(changes.rotation, other.rotation);
    function(changes.reflection, other.reflection);
    function(changes.region, other.region);
    function(changes.bezel, other.bezel);
    function(changes.filter, other.filter);
    function(changes.dither, other.dither);
    function(changes.max_rate_mhz, other.max_rate_mhz);
    function(changes.source_id, other.source_id);
}

}  // namespace

void SinkChanges::apply_to(SinkSettings& settings) const {
    for_each_setting(*this, settings, [](const auto& change, auto& setting) { assign(setting, change); });
}

void SinkChanges::add(const SinkChanges& later) {
    for_each_setting(*this, later, [](auto& change, const auto& later_change) { overlay(change, later_change); });
}

void SinkChanges::drop_same(const SinkSettings& settings) {
    for_each_setting(*this, settings, [](auto& change, const auto& setting) { drop(change, setting); });
}

std::string_view path_choice_name(PathChoice choice) noexcept {
    return name_in(path_choices, choice);
}

std::optional<PathChoice> parse_path_choice(std::string_view text) noexcept {
    return value_in(path_choices, text);
}

std::string hertz_text(std::uint32_t mhz) {
    const std::string whole = fmt::format("{}", mhz / 1000);
    return mhz % 1000 == 0 ? whole : fmt::format("{}.{:03}", whole, mhz % 1000);
}

std::optional<std::uint32_t> parse_hertz(std::string_view text) {
    const auto point = text.find('.');
    const auto hertz = parse_number(text.substr(0, point), 0, fastest_refresh_mhz / 1000);
    if (!hertz)
        return std::nullopt;
    std::uint32_t mhz = *hertz * 1000;
    if (point != std::string_view::npos) {
        std::string fraction(text.substr(point + 1));
        if (fraction.empty() || fraction.size() > 3)
            return std::nullopt;
        fraction.resize(3, '0');
        const auto thousandths = parse_number(fraction, 0, 999);
        if (!thousandths)
            return std::nullopt;
        mhz += *thousandths;
    }
    return mhz > 0 && mhz <= fastest_refresh_mhz ? std::optional(mhz) : std::nullopt;
}

std::string mode_text(const ModeWish& mode) {
    const std::string text = fmt::format("{}x{}", mode.size.width, mode.size.height);
    return mode.refresh_mhz == 0 ? text : text + '@' + hertz_text(mode.refresh_mhz);
}

std::optional<ModeWish> parse_mode_wish(std::string_view text) {
    const auto at = text.find('@');
    const auto size = text.substr(0, at);
    const auto cross = size.find('x');
    if (cross == std::string_view::npos)
        return std::nullopt;
    const auto width = parse_number(size.substr(0, cross), 1, widest_mode);
    const auto height = parse_number(size.substr(cross + 1), 1, widest_mode);
    const auto refresh = at == std::string_view::npos ? 0 : parse_hertz(text.substr(at + 1));
    if (!width || !height || !refresh)
        return std::nullopt;
    return ModeWish{{*width, *height}, *refresh};
}

std::string mode_setting_text(const ModeSetting& mode) {
    const ModeRule* const rule = std::get_if<ModeRule>(&mode);
    return rule != nullptr ? std::string(name_in(mode_rules, *rule)) : mode_text(std::get<ModeWish>(mode));
}

std::optional<ModeSetting> parse_mode_setting(std::string_view text) {
    if (const auto rule = value_in(mode_rules, text))
        return *rule;
    if (const auto wish = parse_mode_wish(text))
        return *wish;
    return std::nullopt;
}

std::string_view dither_name(Dither dither) noexcept {
    return name_in(dithers, dither);
}

std::optional<Dither> parse_dither(std::string_view text) noexcept {
    return value_in(dithers, text);
}

std::optional<std::uint32_t> parse_bezel(std::string_view text) noexcept {
    return parse_number(text, 0, widest_bezel);
}

bool is_bezel(std::uint32_t pixels) noexcept {
    return pixels <= widest_bezel;
}

}  // namespace kmsmirror
