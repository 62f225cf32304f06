// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstdint>

#include "base/placement.h"
#include "random_shapes.h"

namespace kmsmirror::pixels {

inline constexpr std::array<Fit, 5> all_fits{Fit::fit, Fit::fill, Fit::stretch, Fit::integer, Fit::none};
inline constexpr std::array<Filter, 4> all_filters{Filter::automatic, Filter::nearest, Filter::bilinear, Filter::area};
// One of each kind of shape that real displays have, small enough for many rounds: 16:9, 16:10, portrait, a bar, sizes
// that are odd, 683x801, 1366x768, 853x479 and 240x135 by sixteen, and lines of one pixel.
inline constexpr std::array<Size, 14> small_sizes{{{64, 36},
                                                   {50, 30},
                                                   {30, 50},
                                                   {120, 30},
                                                   {43, 50},
                                                   {85, 48},
                                                   {53, 30},
                                                   {15, 8},
                                                   {1, 1},
                                                   {1, 40},
                                                   {40, 1},
                                                   {64, 48},
                                                   {128, 72},
                                                   {37, 41}}};

inline Turn turn_number(unsigned number) {
    return {static_cast<std::uint8_t>(number % 4), number >= 4};
}

inline Placement random_placement(RandomShapes& random, Size source) {
    Placement placement{.fit = all_fits.at(random.below(all_fits.size())),
                        .turn = turn_number(random.below(8)),
                        .region = {},
                        .filter = all_filters.at(random.below(all_filters.size()))};
    if (random.below(3) == 0)
        placement.region = random.rect(source, source);
    return placement;
}

inline Size random_size(RandomShapes& random) {
    return small_sizes.at(random.below(small_sizes.size()));
}

}  // namespace kmsmirror::pixels
