// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/sink_settings.h"
#include "config/sink_rule.h"

namespace kmsmirror::config {

enum class Format { xrgb8888, rgb565 };

enum class Allocator { dumb, gbm };
// Allocator=gbm is refused where the build goes without libgbm.
inline constexpr bool has_gbm = KMSMIRROR_GBM;

// Whether scanout buffers move to a contiguous dma-heap when displays cannot read others.
enum class HeapUse { never, measured, always };

// What a source shows while no client draws.
struct Background {
    enum class Kind { color, bars, last };
    Kind kind = Kind::color;
    std::uint32_t rgb = 0;  // 0xRRGGBB, for Kind::color
    bool operator==(const Background&) const = default;
};

struct SourceConfig {
    std::string card;              // device path; empty = the first card that is not on USB and has a display
    std::string connector;         // name such as "HDMI-A-1"; empty = the first connected one
    std::optional<ModeWish> mode;  // none = the display's preferred mode
    Format format = Format::xrgb8888;
    Background background;
    std::uint32_t buffers = 3;  // 2 to 4
    Allocator allocator = Allocator::dumb;
    HeapUse heap = HeapUse::measured;
    bool operator==(const SourceConfig&) const = default;
};

struct SinksConfig {
    std::vector<std::string> drivers = {"udl", "gud", "gm12u320"};  // cards of these kernel drivers are sinks
    std::chrono::minutes idle_repaint{15};  // the whole picture again while nothing changes; 0 = never
    bool operator==(const SinksConfig&) const = default;
};

// Who may control the daemon on hosts without polkit, besides root and the service's user.
struct AccessConfig {
    std::string group = "kmsmirror";  // its members
    bool operator==(const AccessConfig&) const = default;
};

// The whole configuration; a default-constructed one is the built-in defaults.
struct Config {
    SourceConfig source;
    SinksConfig sinks;
    AccessConfig access;
    std::vector<SinkRule> sink_rules;  // in the order in which they are read
    bool operator==(const Config&) const = default;
};

// What all rules for that sink say together; later ones count more.
[[nodiscard]] SinkChanges changes_for(const Config& config, const SinkIdentity& sink);

}  // namespace kmsmirror::config
