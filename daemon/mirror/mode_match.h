// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

#include "base/geometry.h"

namespace kmsmirror::mirror {

// A mode as far as the choice needs it; refresh in mHz.
struct ModeChoice {
    Size size;
    std::uint32_t refresh_mhz = 0;
    bool preferred = false;
};

// The index of the mode in which a display shows a source best: the source's own size, with the refresh rate nearest to
// the source's; else the display's preferred mode; else its first. Nothing if there is no mode.
[[nodiscard]] std::optional<std::size_t> match_mode(std::span<const ModeChoice> modes, const ModeChoice& source);

}  // namespace kmsmirror::mirror
