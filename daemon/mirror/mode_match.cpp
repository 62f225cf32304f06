// SPDX-License-Identifier: MIT
#include "mirror/mode_match.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <vector>

namespace kmsmirror::mirror {
namespace {

constexpr std::uint32_t farthest_refresh_mhz = 500;
constexpr std::size_t most_modes_in_text = 64;

std::uint32_t refresh_distance(std::uint32_t a_mhz, std::uint32_t b_mhz) noexcept {
    return a_mhz > b_mhz ? a_mhz - b_mhz : b_mhz - a_mhz;
}

}  // namespace

std::optional<std::size_t> match_mode(std::span<const ModeChoice> modes, const ModeChoice& source) {
    std::optional<std::size_t> same_size;
    std::optional<std::size_t> preferred;
    for (std::size_t i = 0; i < modes.size(); ++i) {
        const bool nearer = !same_size || refresh_distance(modes[i].refresh_mhz, source.refresh_mhz) <
                                              refresh_distance(modes[*same_size].refresh_mhz, source.refresh_mhz);
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

std::optional<std::size_t> find_mode(std::span<const ModeChoice> modes, const ModeWish& wish) {
    std::optional<std::size_t> found;
    std::uint32_t nearest = farthest_refresh_mhz + 1;
    for (std::size_t i = 0; i < modes.size(); ++i) {
        const std::uint32_t distance =
            wish.refresh_mhz == 0 ? 0 : refresh_distance(modes[i].refresh_mhz, wish.refresh_mhz);
        if (modes[i].size == wish.size && distance < nearest) {
            found = i;
            nearest = distance;
        }
    }
    return found;
}

std::string modes_text(std::span<const ModeChoice> modes) {
    std::vector<std::string> texts;
    for (const ModeChoice& mode : modes) {
        std::string text = mode_text({mode.size, mode.refresh_mhz});
        if (std::find(texts.begin(), texts.end(), text) == texts.end())
            texts.push_back(std::move(text));
    }
    if (texts.empty())
        return "none";
    const std::size_t count = std::min(texts.size(), most_modes_in_text);
    std::string all =
        fmt::format("{}", fmt::join(texts.begin(), texts.begin() + static_cast<std::ptrdiff_t>(count), ", "));
    return count == texts.size() ? all : fmt::format("{} and {} others", all, texts.size() - count);
}

}  // namespace kmsmirror::mirror
