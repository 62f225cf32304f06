// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "base/dither.h"
#include "base/geometry.h"
#include "base/placement.h"

// What users decide about a sink: plain values, the same in configuration files, on D-Bus and in the engine.
namespace kmsmirror {

// Which path a sink may take. `prime` includes prime-heap.
enum class PathChoice { automatic, prime, copy };

// Size in pixels, refresh rate in mHz; 0 = any.
struct ModeWish {
    Size size;
    std::uint32_t refresh_mhz = 0;
    bool operator==(const ModeWish&) const = default;
};

// A mode by what it is to the picture: the part of the source that is shown, turned as it is shown.
enum class ModeRule {
    automatic,        // of its size, at the rate nearest to the source's; else the one that the display prefers
    source,           // the same, but users are told where there is none of its size
    nearest,          // the smallest in which it has room, else the largest
    preferred,        // by the display
    highest_refresh,  // of the preferred one's size
};

using ModeSetting = std::variant<ModeRule, ModeWish>;

// By what a display is known again, of which settings are remembered. What is remembered by a later one counts more.
enum class RememberedBy {
    nothing,           // nothing is remembered
    port,              // whatever display is there: it does not say who it is
    display,           // by make, model and serial number, whatever port it is on
    display_and_port,  // by both, because others say the same of themselves
};

struct SinkSettings {
    bool enabled = true;
    PathChoice path = PathChoice::automatic;
    ModeSetting mode = {};
    Fit fit = Fit::fit;
    std::uint32_t rotation = 0;  // degrees, clockwise: 0, 90, 180 or 270; after the reflection
    Reflection reflection = Reflection::none;
    RegionChoice region = {};
    std::uint32_t bezel = 0;  // pixels of the source that are hidden between two displays of a wall
    Filter filter = Filter::automatic;
    Dither dither = Dither::none;
    std::uint32_t max_rate_mhz = 0;  // frames; 0 = as many as the source has
    std::string source_id = {};      // empty = the only one
    RememberedBy remembered_by = RememberedBy::nothing;
    bool operator==(const SinkSettings&) const = default;
};

// Some of the settings; the others stay as they are.
struct SinkChanges {
    std::optional<bool> enabled = {};
    std::optional<PathChoice> path = {};
    std::optional<ModeSetting> mode = {};
    std::optional<Fit> fit = {};
    std::optional<std::uint32_t> rotation = {};
    std::optional<Reflection> reflection = {};
    std::optional<RegionChoice> region = {};
    std::optional<std::uint32_t> bezel = {};
    std::optional<Filter> filter = {};
    std::optional<Dither> dither = {};
    std::optional<std::uint32_t> max_rate_mhz = {};
    std::optional<std::string> source_id = {};
    bool operator==(const SinkChanges&) const = default;

    [[nodiscard]] bool empty() const { return *this == SinkChanges{}; }
    void apply_to(SinkSettings& settings) const;
    // What the later changes say counts.
    void add(const SinkChanges& later);
    // Without what the settings are anyway.
    void drop_same(const SinkSettings& settings);
};

// The words of files and of D-Bus. Each parse takes any bytes; nothing = not a value of that kind.
[[nodiscard]] std::string_view path_choice_name(PathChoice choice) noexcept;  // "auto", "prime", "copy"
[[nodiscard]] std::optional<PathChoice> parse_path_choice(std::string_view text) noexcept;
// WIDTHxHEIGHT or WIDTHxHEIGHT@HZ as in 1280x720@59.94, at most 16384x16384@1000.
[[nodiscard]] std::string mode_text(const ModeWish& mode);
[[nodiscard]] std::optional<ModeWish> parse_mode_wish(std::string_view text);
// The same, or "auto", "source", "nearest", "preferred" or "highest-refresh".
[[nodiscard]] std::string mode_setting_text(const ModeSetting& mode);
[[nodiscard]] std::optional<ModeSetting> parse_mode_setting(std::string_view text);
[[nodiscard]] std::string_view dither_name(Dither dither) noexcept;  // "none", "ordered", "mono"
[[nodiscard]] std::optional<Dither> parse_dither(std::string_view text) noexcept;
// 0 to 4096 pixels.
[[nodiscard]] std::optional<std::uint32_t> parse_bezel(std::string_view text) noexcept;
[[nodiscard]] bool is_bezel(std::uint32_t pixels) noexcept;
// "60" or "59.94": 0.001 to 1000, in mHz.
[[nodiscard]] std::string hertz_text(std::uint32_t mhz);
[[nodiscard]] std::optional<std::uint32_t> parse_hertz(std::string_view text);

}  // namespace kmsmirror
