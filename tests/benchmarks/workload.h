// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "base/geometry.h"

namespace kmsmirror::benchmarks {

inline constexpr Size screen_size{1024, 768};  // of the displays

// What a client says that its frame changed, inside of its screen; the first frame is 0. Throws std::invalid_argument
// for what is not a workload.
//   typing     a character of 20x16 and the caret behind it, left to right and line by line
//   cursor     a pointer of 24x24 leaves one place and comes to another, slowly and fast in turn
//   scrolling  all below a bar of 68 rows
//   video      640x360 in the middle
//   full       everything
[[nodiscard]] std::vector<Rect> damage_of(std::string_view workload, std::uint32_t frame, Size screen);

// The pixels of a display of which those of the rectangle become some when all of the screen is shown, as large as
// possible, in the middle: none of those that only a filter would mix with others.
[[nodiscard]] Rect fitted(const Rect& rect, Size screen, Size display) noexcept;

}  // namespace kmsmirror::benchmarks
