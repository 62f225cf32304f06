// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>

#include "base/geometry.h"
#include "base/sink_settings.h"

namespace kmsmirror::mirror {

// A mode as far as the choice needs it; refresh in mHz.
struct ModeChoice {
    Size size;
    std::uint32_t refresh_mhz = 0;
    bool preferred = false;
    bool interlaced = false;
};

// The index of the mode that a rule means for a picture of that size and rate; see ModeRule. Where nothing fits, the
// one that the display prefers, else its first. Interlaced ones only where there is no other. Nothing if there is no
// mode.
[[nodiscard]] std::optional<std::size_t> match_mode(std::span<const ModeChoice> modes, const ModeChoice& picture,
                                                    ModeRule rule);

// The index of the mode that somebody asks for by size and rate: the one of exactly that rate, else the nearest that is
// at most 0.5 Hz away, as people write 60 for 60.004. Without a rate, and among equally near ones, the first: kernels
// sort the preferred mode first. Interlaced ones only where there is no other.
[[nodiscard]] std::optional<std::size_t> find_mode(std::span<const ModeChoice> modes, const ModeWish& wish);

// What there is, for those who asked for something else: "1280x720@60, 800x600@60.317", each once.
[[nodiscard]] std::string modes_text(std::span<const ModeChoice> modes);

}  // namespace kmsmirror::mirror
