// SPDX-License-Identifier: MIT
#include "pixels/background.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <vector>

namespace kmsmirror::pixels {
namespace {

constexpr std::uint32_t white = 0xffffff;

// What a pattern has at a place of a picture of that size: black or white.
using PatternPixel = std::uint32_t (*)(Size size, std::uint32_t x, std::uint32_t y);

// Draws a picture with pixels around it that are nobody's to write: behind each row, before the first one and behind
// the last one. All of it must then be as it should.
template <class Pixel>
void expect_pattern(const std::function<void(const Image&)>& draw, PatternPixel pixel_at, Size size) {
    constexpr Pixel untouched = 0x5a5a;
    constexpr std::uint32_t guard = 3;
    const std::uint32_t row = size.width + guard;
    std::vector<Pixel> pixels(std::size_t{row} * (size.height + 2 * guard), untouched);
    auto wanted = pixels;
    for (std::uint32_t y = 0; y < size.height; ++y)
        for (std::uint32_t x = 0; x < size.width; ++x)
            wanted[std::size_t{y + guard} * row + x] = static_cast<Pixel>(pixel_at(size, x, y));
    const auto format = sizeof(Pixel) == 4 ? Format::xrgb8888 : Format::rgb565;
    draw({reinterpret_cast<std::byte*>(pixels.data() + std::size_t{guard} * row), size,
          row * static_cast<std::uint32_t>(sizeof(Pixel)), format});
    const auto place =
        static_cast<std::uint64_t>(std::mismatch(pixels.begin(), pixels.end(), wanted.begin()).first - pixels.begin());
    EXPECT_EQ(pixels, wanted) << "first at " << place % row << "," << place / row - guard << " of " << size.width << "x"
                              << size.height;
}

void expect_pattern_everywhere(const std::function<void(const Image&)>& draw, PatternPixel pixel_at) {
    // Sizes that a pattern of 32 pixels fits and does not fit.
    for (const Size size : {Size{75, 70}, Size{64, 96}}) {
        expect_pattern<std::uint32_t>(draw, pixel_at, size);
        expect_pattern<std::uint16_t>(draw, pixel_at, size);
    }
}

TEST(Grid, HasLinesAndEdgesAndNothingElse) {
    expect_pattern_everywhere(draw_grid, [](Size size, std::uint32_t x, std::uint32_t y) {
        const bool is_line = x % 32 == 0 || y % 32 == 0;
        const bool is_last = x == size.width - 1 || y == size.height - 1;
        return is_line || is_last ? white : 0U;
    });
}

TEST(Checker, HasWhiteAndBlackPixelsInTurn) {
    expect_pattern_everywhere(draw_checker,
                              [](Size, std::uint32_t x, std::uint32_t y) { return (x + y) % 2 == 0 ? white : 0U; });
}

}  // namespace
}  // namespace kmsmirror::pixels
