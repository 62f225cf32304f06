// SPDX-License-Identifier: MIT
#include "mirror/mode_match.h"

namespace kmsmirror::mirror {
namespace {

std::uint32_t refresh_distance(const ModeChoice& a, const ModeChoice& b) noexcept {
    return a.refresh_mhz > b.refresh_mhz ? a.refresh_mhz - b.refresh_mhz : b.refresh_mhz - a.refresh_mhz;
}

}  // namespace

std::optional<std::size_t> match_mode(std::span<const ModeChoice> modes, const ModeChoice& source) {
    std::optional<std::size_t> same_size;
    std::optional<std::size_t> preferred;
    for (std::size_t i = 0; i < modes.size(); ++i) {
        const bool nearer =
            !same_size || refresh_distance(modes[i], source) < refresh_distance(modes[*same_size], source);
        if (modes[i].size == source.size && nearer)
            same_size = i;
        if (modes[i].preferred && !preferred)
            preferred = i;
    }
    if (same_size)
        return same_size;
    if (preferred || modes.empty())
        return preferred;
    return 0;
}

}  // namespace kmsmirror::mirror
