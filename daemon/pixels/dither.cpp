// SPDX-License-Identifier: MIT
#include "pixels/dither.h"

#include <array>
#include <cstring>

namespace kmsmirror::pixels {
namespace {

constexpr std::int32_t pattern_size = 8;
constexpr std::uint32_t levels = 64;

// Bayer's matrix: the bits of x and of x^y in turn, the lowest first, so that neighbours differ most.
constexpr std::uint32_t threshold(std::uint32_t x, std::uint32_t y) noexcept {
    std::uint32_t value = 0;
    for (unsigned bit = 0; bit < 3; ++bit)
        value = value << 2 | ((x ^ y) >> bit & 1) << 1 | (y >> bit & 1);
    return value;
}

using Pattern = std::array<std::array<std::uint32_t, pattern_size>, pattern_size>;

constexpr Pattern make_pattern() noexcept {
    Pattern pattern{};
    for (std::uint32_t y = 0; y < pattern_size; ++y)
        for (std::uint32_t x = 0; x < pattern_size; ++x)
            pattern.at(y).at(x) = threshold(x, y);
    return pattern;
}

constexpr Pattern pattern = make_pattern();

// 0 to 255 becomes 0 to `most`: both ends exactly, and between two steps the one that the threshold (0 to 63) says.
constexpr std::uint32_t reduced(std::uint32_t colour, std::uint32_t most, std::uint32_t threshold) noexcept {
    constexpr std::uint32_t full = 255;
    return (colour * most * levels + threshold * full + full / 2) / (full * levels);
}

static_assert(reduced(0, 31, 63) == 0 && reduced(255, 31, 0) == 31 && reduced(255, 63, 63) == 63);

}  // namespace

void dither(const Image& source, const Image& target, const Rect& rect, std::int32_t dx, std::int32_t dy) noexcept {
    for (std::int32_t y = rect.y1; y < rect.y2; ++y) {
        const auto& thresholds = pattern[static_cast<std::uint32_t>(y + dy) % pattern_size];
        const std::byte* from = source.at(rect.x1, y);
        std::byte* to = target.at(rect.x1 + dx, y + dy);
        for (std::int32_t x = rect.x1; x < rect.x2; ++x) {
            std::uint32_t pixel = 0;
            std::memcpy(&pixel, from, sizeof(pixel));
            const std::uint32_t limit = thresholds[static_cast<std::uint32_t>(x + dx) % pattern_size];
            const std::uint32_t red = reduced(pixel >> 16 & 0xff, 31, limit);
            const std::uint32_t green = reduced(pixel >> 8 & 0xff, 63, limit);
            const std::uint32_t blue = reduced(pixel & 0xff, 31, limit);
            const auto small = static_cast<std::uint16_t>(red << 11 | green << 5 | blue);
            std::memcpy(to, &small, sizeof(small));
            from += sizeof(pixel);
            to += sizeof(small);
        }
    }
}

}  // namespace kmsmirror::pixels
