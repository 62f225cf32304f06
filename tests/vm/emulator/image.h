// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <cstring>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/placement.h"
#include "tests/vm/emulator/timing.h"

namespace kmsmirror::emulator {

// How exactly a display can show a colour.
enum class Depth { rgb565, rgb888 };

// A picture: XRGB8888, rows tightly packed, the X byte without meaning.
struct Image {
    Size size;
    Depth depth = Depth::rgb888;
    std::vector<std::uint32_t> pixels;
};

[[nodiscard]] constexpr std::uint32_t expand_rgb565(std::uint16_t pixel) {
    const std::uint32_t r = (pixel >> 11U) & 0x1fU;
    const std::uint32_t g = (pixel >> 5U) & 0x3fU;
    const std::uint32_t b = pixel & 0x1fU;
    return (((r << 3U) | (r >> 2U)) << 16U) | (((g << 2U) | (g >> 4U)) << 8U) | (b << 3U) | (b >> 2U);
}

[[nodiscard]] constexpr std::uint16_t shrink_to_rgb565(std::uint32_t pixel) {
    return static_cast<std::uint16_t>(((pixel >> 8U) & 0xf800U) | ((pixel >> 5U) & 0x07e0U) |
                                      ((pixel >> 3U) & 0x001fU));
}

void expand_rgb565(std::span<const std::uint16_t> in, std::uint32_t* out);

// A picture of `size`: `image` unscaled with its first pixel at x, y, cut where it reaches out, and black around it.
[[nodiscard]] Image place_at(const Image& image, Size size, std::int32_t x, std::int32_t y);
// The same with `image` in the middle.
[[nodiscard]] Image place_centred(Image image, Size size);

// The same, scaled or turned.
[[nodiscard]] Image place(const Image& image, Size size, const Placement& placement);

// The smallest box around all differing pixels; x2 and y2 are exclusive.
struct Difference {
    std::uint64_t count = 0;
    std::uint32_t x1 = 0, y1 = 0, x2 = 0, y2 = 0;
};

// What a display of `shown.depth` cannot tell apart is equal. Both have the same size.
[[nodiscard]] Difference compare_images(const Image& shown, const Image& reference);

[[nodiscard]] std::string describe(const Difference& difference);

// Whether `is_known` holds for every pixel of the rows that begin at `first`, without space between them. Asks once for
// pixels and rows that are alike, which makes it fast where most are.
template <class Pixel, class IsKnown>
[[nodiscard]] bool all_pixels(const Pixel* first, Size size, const IsKnown& is_known) {
    std::optional<Pixel> known;
    for (std::uint32_t y = 0; y < size.height; ++y, first += size.width) {
        if (y > 0 && std::memcmp(first, first - size.width, size.width * sizeof(Pixel)) == 0)
            continue;
        for (const Pixel* pixel = first; pixel != first + size.width; ++pixel) {
            if (known != *pixel && !is_known(*pixel))
                return false;
            known = *pixel;
        }
    }
    return true;
}

// The rows of a raw file; throws std::system_error or, when its length does not fit `size`, std::invalid_argument.
[[nodiscard]] Image read_raw_file(const std::string& path, Size size);
void write_raw_file(const std::string& path, const Image& image);

}  // namespace kmsmirror::emulator
