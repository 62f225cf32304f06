// SPDX-License-Identifier: MIT
#include "pixels/reduction.h"

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

constexpr std::uint32_t red_of(std::uint32_t rgb) noexcept {
    return rgb >> 16 & 0xff;
}

constexpr std::uint32_t green_of(std::uint32_t rgb) noexcept {
    return rgb >> 8 & 0xff;
}

constexpr std::uint32_t blue_of(std::uint32_t rgb) noexcept {
    return rgb & 0xff;
}

constexpr std::uint32_t grey_of(std::uint32_t rgb) noexcept {
    return (3 * red_of(rgb) + 6 * green_of(rgb) + blue_of(rgb)) / 10;
}

constexpr auto dithered_565 = [](std::uint32_t rgb, std::uint32_t threshold) noexcept {
    return reduced(red_of(rgb), 31, threshold) << 11 | reduced(green_of(rgb), 63, threshold) << 5 |
           reduced(blue_of(rgb), 31, threshold);
};

constexpr auto dithered_332 = [](std::uint32_t rgb, std::uint32_t threshold) noexcept {
    return reduced(red_of(rgb), 7, threshold) << 5 | reduced(green_of(rgb), 7, threshold) << 2 |
           reduced(blue_of(rgb), 3, threshold);
};

constexpr std::uint32_t packed_332(std::uint32_t rgb) noexcept {
    return (rgb >> 16 & 0xe0) | (rgb >> 11 & 0x1c) | (rgb >> 6 & 0x03);
}

constexpr std::uint32_t unpacked_332(std::uint32_t pixel) noexcept {
    const std::uint32_t red = pixel >> 5;
    const std::uint32_t green = pixel >> 2 & 7;
    return (red << 5 | red << 2 | red >> 1) << 16 | (green << 5 | green << 2 | green >> 1) << 8 | (pixel & 3) * 0x55;
}

// In any format: ones, or zeros.
constexpr auto mono = [](std::uint32_t rgb, std::uint32_t threshold) noexcept {
    return reduced(grey_of(rgb), 1, threshold) == 0 ? 0U : 0xffffffU;
};

// Calls `function` with each pixel of `rect` and with its threshold, for what it becomes.
template <class From, class To, class Function>
void convert_each(const Image& source, const Image& target, const Rect& rect, std::int32_t dx, std::int32_t dy,
                  Function function) noexcept {
    for (std::int32_t y = rect.y1; y < rect.y2; ++y) {
        const auto& thresholds = pattern[static_cast<std::uint32_t>(y + dy) % pattern_size];
        const std::byte* from = source.at(rect.x1, y);
        std::byte* to = target.at(rect.x1 + dx, y + dy);
        for (std::int32_t x = rect.x1; x < rect.x2; ++x) {
            From pixel{};
            std::memcpy(&pixel, from, sizeof(pixel));
            const std::uint32_t threshold = thresholds[static_cast<std::uint32_t>(x + dx) % pattern_size];
            const auto result = static_cast<To>(function(pixel, threshold));
            std::memcpy(to, &result, sizeof(result));
            from += sizeof(pixel);
            to += sizeof(result);
        }
    }
}

}  // namespace

bool is_reduced(Format format, Dither dither) noexcept {
    const bool pixman_has_it = format == Format::xrgb8888 || format == Format::rgb565;
    return !pixman_has_it || dither == Dither::mono || (dither == Dither::ordered && format == Format::rgb565);
}

std::uint32_t packed(std::uint32_t rgb, Format format) noexcept {
    switch (format) {
        case Format::rgb565:
            return (rgb >> 8 & 0xf800) | (rgb >> 5 & 0x07e0) | (rgb >> 3 & 0x001f);
        case Format::rgb332:
            return packed_332(rgb);
        case Format::r8:
            return grey_of(rgb);
        case Format::xrgb8888:
            break;
    }
    return rgb;
}

void reduce(const Image& source, const Image& target, const Rect& rect, std::int32_t dx, std::int32_t dy,
            Dither dither) noexcept {
    const auto make = [&]<class Pixel>(Pixel, auto function) {
        convert_each<std::uint32_t, Pixel>(source, target, rect, dx, dy, function);
    };
    const auto make_565 = [&](auto function) { make(std::uint16_t{}, function); };
    const auto make_8 = [&](auto function) { make(std::uint8_t{}, function); };
    const bool is_mono = dither == Dither::mono;
    switch (target.format) {
        case Format::xrgb8888:
            make(std::uint32_t{}, mono);
            break;
        case Format::rgb565:
            is_mono ? make_565(mono) : make_565(dithered_565);
            break;
        case Format::rgb332:
            if (dither == Dither::none)
                make_8([](std::uint32_t rgb, std::uint32_t) { return packed_332(rgb); });
            else
                is_mono ? make_8(mono) : make_8(dithered_332);
            break;
        case Format::r8:
            is_mono ? make_8(mono) : make_8([](std::uint32_t rgb, std::uint32_t) { return grey_of(rgb); });
    }
}

void expand(const Image& source, const Image& target, const Rect& rect, std::int32_t dx, std::int32_t dy) noexcept {
    const auto make = [&](auto function) {
        convert_each<std::uint8_t, std::uint32_t>(source, target, rect, dx, dy, function);
    };
    if (source.format == Format::r8)
        make([](std::uint32_t grey, std::uint32_t) { return grey * 0x010101; });
    else
        make([](std::uint32_t pixel, std::uint32_t) { return unpacked_332(pixel); });
}

}  // namespace kmsmirror::pixels
