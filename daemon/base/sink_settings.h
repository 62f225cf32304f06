// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/geometry.h"

// What users decide about a sink: plain values, the same in configuration files, on D-Bus and in the engine.
namespace kmsmirror {

// Which path a sink may take. `prime` includes prime-heap.
enum class PathChoice { automatic, prime, copy };

// How a picture of another size than the sink's mode is shown: unscaled, or scaled to show all, to fill all, or both.
enum class Fit { none, fit, crop, stretch };

// Size in pixels, refresh rate in mHz; 0 = any.
struct ModeWish {
    Size size;
    std::uint32_t refresh_mhz = 0;
    bool operator==(const ModeWish&) const = default;
};

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
    std::optional<ModeWish> mode;  // none = the source's, or the nearest one
    Fit fit = Fit::none;
    std::uint32_t rotation = 0;      // degrees, clockwise: 0, 90, 180 or 270
    std::optional<Rect> region;      // of the source, in its pixels; none = all of it
    std::uint32_t max_rate_mhz = 0;  // frames; 0 = as many as the source has
    std::string source_id;           // empty = the only one
    RememberedBy remembered_by = RememberedBy::nothing;
    bool operator==(const SinkSettings&) const = default;
};

// Some of the settings; the others stay as they are.
struct SinkChanges {
    std::optional<bool> enabled = {};
    std::optional<PathChoice> path = {};
    std::optional<std::optional<ModeWish>> mode = {};
    std::optional<Fit> fit = {};
    std::optional<std::uint32_t> rotation = {};
    std::optional<std::optional<Rect>> region = {};
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
[[nodiscard]] std::string_view fit_name(Fit fit) noexcept;  // "none", "fit", "crop", "stretch"
[[nodiscard]] std::optional<Fit> parse_fit(std::string_view text) noexcept;
// WIDTHxHEIGHT or WIDTHxHEIGHT@HZ as in 1280x720@59.94, at most 16384x16384@1000.
[[nodiscard]] std::string mode_text(const ModeWish& mode);
[[nodiscard]] std::optional<ModeWish> parse_mode_wish(std::string_view text);
// "60" or "59.94": 0.001 to 1000, in mHz.
[[nodiscard]] std::string hertz_text(std::uint32_t mhz);
[[nodiscard]] std::optional<std::uint32_t> parse_hertz(std::string_view text);
[[nodiscard]] constexpr bool is_rotation(std::uint32_t degrees) noexcept {
    return degrees == 0 || degrees == 90 || degrees == 180 || degrees == 270;
}

}  // namespace kmsmirror
