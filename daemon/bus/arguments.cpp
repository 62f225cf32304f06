// SPDX-License-Identifier: MIT
#include "bus/arguments.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string_view>
#include <tuple>
#include <utility>

#include "bus/errors.h"
#include "bus/names.h"

namespace kmsmirror::bus {

namespace {

constexpr std::uint32_t lowest_rate_mhz = 100;
constexpr std::uint32_t highest_rate_mhz = 1'000'000;
constexpr std::uint32_t most_seconds = 3600;
constexpr std::array<std::string_view, 3> patterns{"bars", "grid", "checker"};

SinkChanges changes_argument(const Dictionary& settings) {
    Options given(settings, "setting");
    SinkChanges changes;
    changes.enabled = given.take<bool>("Enabled");
    if (const auto path = given.take<std::string>("PathChoice"))
        changes.path = path_argument(*path);
    if (const auto mode = given.take<std::string>("ModeChoice"))
        changes.mode = mode_argument(*mode);
    if (const auto fit = given.take<std::string>("Fit"))
        changes.fit = fit_argument(*fit);
    if (const auto degrees = given.take<std::uint32_t>("Rotation"))
        changes.rotation = rotation_argument(*degrees);
    if (const auto reflection = given.take<std::string>("Reflection"))
        changes.reflection = reflection_argument(*reflection);
    if (const auto region = given.take<std::string>("RegionChoice"))
        changes.region = region_argument(*region);
    if (const auto bezel = given.take<std::uint32_t>("Bezel"))
        changes.bezel = bezel_argument(*bezel);
    if (const auto filter = given.take<std::string>("FilterChoice"))
        changes.filter = filter_argument(*filter);
    if (const auto dither = given.take<std::string>("Dither"))
        changes.dither = dither_argument(*dither);
    if (const auto rate = given.take<std::uint32_t>("MaxRate"))
        changes.max_rate_mhz = rate_argument(*rate);
    if (const auto source = given.take<sdbus::ObjectPath>("Source"))
        changes.source_id = source_argument(*source);
    given.finish();
    return changes;
}

}  // namespace

std::string quoted(const std::string& text) {
    constexpr std::size_t longest = 100;
    return fmt::format("\"{}{}\"", text.substr(0, longest), text.size() > longest ? "..." : "");
}

PathChoice path_argument(const std::string& path) {
    if (const auto choice = parse_path_choice(path))
        return *choice;
    throw invalid_args_error(fmt::format("the path must be \"auto\", \"prime\" or \"copy\", not {}", quoted(path)));
}

ModeSetting mode_argument(const std::string& mode) {
    if (const auto setting = parse_mode_setting(mode))
        return *setting;
    throw invalid_args_error(
        fmt::format("the mode must be \"auto\", \"source\", \"nearest\", \"preferred\", \"highest-refresh\", "
                    "WIDTHxHEIGHT or WIDTHxHEIGHT@HZ, at most 16384x16384@1000, not {}",
                    quoted(mode)));
}

Fit fit_argument(const std::string& fit) {
    if (const auto value = parse_fit(fit))
        return *value;
    throw invalid_args_error(
        fmt::format("the fit must be \"fit\", \"fill\", \"stretch\", \"integer\" or \"none\", not {}", quoted(fit)));
}

std::uint32_t rotation_argument(std::uint32_t degrees) {
    if (!is_rotation(degrees))
        throw invalid_args_error(fmt::format("the rotation must be 0, 90, 180 or 270 degrees, not {}", degrees));
    return degrees;
}

Reflection reflection_argument(const std::string& reflection) {
    if (const auto value = parse_reflection(reflection))
        return *value;
    throw invalid_args_error(
        fmt::format("the reflection must be \"none\", \"x\" or \"y\", not {}", quoted(reflection)));
}

RegionChoice region_argument(const std::string& region) {
    if (const auto choice = kmsmirror::parse_region(region))
        return *choice;
    throw invalid_args_error(
        fmt::format("the region must be \"all\", \"X1,Y1,X2,Y2\" with X1 < X2 and Y1 < Y2, at most 16384, or "
                    "\"wall:COLUMNSxROWS:COLUMN,ROW\", counted from 0, of at most 64x64, not {}",
                    quoted(region)));
}

std::uint32_t bezel_argument(std::uint32_t pixels) {
    if (!is_bezel(pixels))
        throw invalid_args_error(fmt::format("the bezel must be from 0 to 4096 pixels, not {}", pixels));
    return pixels;
}

Filter filter_argument(const std::string& filter) {
    if (const auto value = parse_filter(filter))
        return *value;
    throw invalid_args_error(
        fmt::format("the filter must be \"auto\", \"nearest\", \"bilinear\" or \"area\", not {}", quoted(filter)));
}

Dither dither_argument(const std::string& dither) {
    if (const auto value = parse_dither(dither))
        return *value;
    throw invalid_args_error(fmt::format("dither must be \"none\", \"ordered\" or \"mono\", not {}", quoted(dither)));
}

std::uint32_t rate_argument(std::uint32_t rate_mhz) {
    if (rate_mhz != 0 && (rate_mhz < lowest_rate_mhz || rate_mhz > highest_rate_mhz))
        throw invalid_args_error(fmt::format("the rate must be 0 or from {} to {} mHz, not {}", lowest_rate_mhz,
                                             highest_rate_mhz, rate_mhz));
    return rate_mhz;
}

std::uint32_t seconds_argument(std::uint32_t seconds) {
    if (seconds < 1 || seconds > most_seconds)
        throw invalid_args_error(fmt::format("the time must be from 1 to {} seconds, not {}", most_seconds, seconds));
    return seconds;
}

std::string pattern_argument(const std::string& pattern) {
    if (std::find(patterns.begin(), patterns.end(), pattern) == patterns.end())
        throw invalid_args_error(
            fmt::format("the pattern must be \"bars\", \"grid\" or \"checker\", not {}", quoted(pattern)));
    return pattern;
}

Keep keep_argument(const std::string& keep) {
    if (keep == "verify")
        return Keep::verify;
    if (keep == "temporary")
        return Keep::temporary;
    if (keep == "persistent")
        return Keep::persistent;
    throw invalid_args_error(
        fmt::format("keep must be \"verify\", \"temporary\" or \"persistent\", not {}", quoted(keep)));
}

std::string source_argument(const sdbus::ObjectPath& path) {
    if (auto id = id_of(source_prefix, path))
        return *std::move(id);
    throw to_bus_error({ControlError::Kind::no_such_source, fmt::format("there is no source {}", quoted(path))});
}

sdbus::ObjectPath path_of_source(const std::string& id) {
    return sdbus::ObjectPath{id.empty() ? "/" : object_path(source_prefix, id)};
}

std::vector<Control::SinkChange> sinks_argument(const std::vector<BusSinkChange>& sinks) {
    std::vector<Control::SinkChange> changes;
    for (const auto& sink : sinks) {
        const std::string& path = std::get<0>(sink);
        const auto id = id_of(sink_prefix, path);
        if (!id)
            throw to_bus_error({ControlError::Kind::no_such_sink, fmt::format("there is no sink {}", quoted(path))});
        for (const auto& [other, ignored] : changes) {
            if (other == *id)
                throw invalid_args_error(fmt::format("the sink {} is there twice", quoted(path)));
        }
        try {
            changes.emplace_back(*id, changes_argument(std::get<1>(sink)));
        } catch (const sdbus::Error& error) {
            throw sdbus::Error(error.getName(), fmt::format("{}: {}", path, error.getMessage()));
        }
    }
    return changes;
}

Keep keep_option(const Dictionary& options) {
    Options given(options);
    const bool is_persistent = given.take<bool>("persistent").value_or(false);
    given.finish();
    return is_persistent ? Keep::persistent : Keep::temporary;
}

void no_options(const Dictionary& options) {
    Options(options).finish();
}

}  // namespace kmsmirror::bus
