// SPDX-License-Identifier: MIT
#include "mirror/mode_match.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <iterator>
#include <limits>
#include <numeric>
#include <utility>
#include <vector>

namespace kmsmirror::mirror {
namespace {

constexpr std::uint32_t farthest_refresh_mhz = 500;
constexpr std::size_t most_modes_in_text = 64;

std::uint32_t refresh_distance(std::uint32_t a_mhz, std::uint32_t b_mhz) noexcept {
    return a_mhz > b_mhz ? a_mhz - b_mhz : b_mhz - a_mhz;
}

using Indices = std::vector<std::size_t>;

// Those of which that is so, or, where there are none, all.
template <class Condition>
Indices preferably(std::span<const ModeChoice> modes, Indices indices, Condition condition) {
    Indices those;
    std::copy_if(indices.begin(), indices.end(), std::back_inserter(those),
                 [&](std::size_t index) { return condition(modes[index]); });
    return those.empty() ? std::move(indices) : those;
}

Indices progressive(std::span<const ModeChoice> modes) {
    Indices all(modes.size());
    std::iota(all.begin(), all.end(), std::size_t{0});
    return preferably(modes, std::move(all), [](const ModeChoice& mode) { return !mode.interlaced; });
}

std::uint64_t area(Size size) noexcept {
    return std::uint64_t{size.width} * size.height;
}

// The smallest that has room for the picture, else the largest.
Size nearest_size(std::span<const ModeChoice> modes, const Indices& indices, Size picture) {
    const auto has_room = [picture](const ModeChoice& mode) {
        return mode.size.width >= picture.width && mode.size.height >= picture.height;
    };
    const auto cost = [&](std::size_t index) {
        const std::uint64_t pixels = area(modes[index].size);
        return std::pair(!has_room(modes[index]), has_room(modes[index]) ? pixels : ~pixels);
    };
    return modes[*std::min_element(indices.begin(), indices.end(),
                                   [&](std::size_t a, std::size_t b) { return cost(a) < cost(b); })]
        .size;
}

}  // namespace

std::optional<std::size_t> match_mode(std::span<const ModeChoice> modes, const ModeChoice& picture, ModeRule rule) {
    if (modes.empty())
        return std::nullopt;
    const Indices candidates = progressive(modes);
    const std::size_t preferred =
        preferably(modes, candidates, [](const ModeChoice& mode) { return mode.preferred; }).front();
    const bool has_own_size = std::any_of(candidates.begin(), candidates.end(),
                                          [&](std::size_t index) { return modes[index].size == picture.size; });
    Size size = modes[preferred].size;
    if (rule == ModeRule::nearest)
        size = nearest_size(modes, candidates, picture.size);
    else if (has_own_size && (rule == ModeRule::automatic || rule == ModeRule::source))
        size = picture.size;
    else if (rule != ModeRule::highest_refresh)
        return preferred;
    const Indices of_size = preferably(modes, candidates, [size](const ModeChoice& mode) { return mode.size == size; });
    const std::uint32_t wanted =
        rule == ModeRule::highest_refresh ? std::numeric_limits<std::uint32_t>::max() : picture.refresh_mhz;
    return *std::min_element(of_size.begin(), of_size.end(), [&](std::size_t a, std::size_t b) {
        return refresh_distance(modes[a].refresh_mhz, wanted) < refresh_distance(modes[b].refresh_mhz, wanted);
    });
}

std::optional<std::size_t> find_mode(std::span<const ModeChoice> modes, const ModeWish& wish) {
    const auto distance = [&wish](const ModeChoice& mode) {
        return wish.refresh_mhz == 0 ? 0 : refresh_distance(mode.refresh_mhz, wish.refresh_mhz);
    };
    std::optional<std::size_t> found;
    std::pair nearest(true, farthest_refresh_mhz + 1);
    for (std::size_t i = 0; i < modes.size(); ++i) {
        const std::pair cost(modes[i].interlaced, distance(modes[i]));
        if (modes[i].size == wish.size && cost.second <= farthest_refresh_mhz && cost < nearest) {
            found = i;
            nearest = cost;
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
