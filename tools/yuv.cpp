// SPDX-License-Identifier: MIT
#include "tools/yuv.h"

#include <algorithm>
#include <cmath>

namespace kmsmirror::tools {
namespace {

constexpr int fixed_bits = 16;

std::int32_t to_fixed(double factor) {
    return static_cast<std::int32_t>(std::lround(factor * (1 << fixed_bits)));
}

std::uint32_t to_byte(std::int32_t fixed) {
    return static_cast<std::uint32_t>(std::clamp((fixed + (1 << (fixed_bits - 1))) >> fixed_bits, 0, 255));
}

}  // namespace

YuvConverter::YuvConverter(YuvMatrix matrix, YuvRange range) noexcept : black_(range == YuvRange::full ? 0 : 16) {
    // What red and blue are of luma.
    const double red = matrix == YuvMatrix::bt601 ? 0.299 : 0.2126;
    const double blue = matrix == YuvMatrix::bt601 ? 0.114 : 0.0722;
    const double green = 1 - red - blue;
    const double colour = range == YuvRange::full ? 1 : 255.0 / 224;
    luma_ = to_fixed(range == YuvRange::full ? 1 : 255.0 / 219);
    red_of_cr_ = to_fixed(2 * (1 - red) * colour);
    green_of_cb_ = to_fixed(2 * (1 - blue) * blue / green * colour);
    green_of_cr_ = to_fixed(2 * (1 - red) * red / green * colour);
    blue_of_cb_ = to_fixed(2 * (1 - blue) * colour);
}

std::uint32_t YuvConverter::convert(std::uint8_t y, std::uint8_t cb, std::uint8_t cr) const noexcept {
    const std::int32_t grey = (y - black_) * luma_;
    const std::int32_t u = cb - 128;
    const std::int32_t v = cr - 128;
    const std::uint32_t red = to_byte(grey + v * red_of_cr_);
    const std::uint32_t green = to_byte(grey - u * green_of_cb_ - v * green_of_cr_);
    const std::uint32_t blue = to_byte(grey + u * blue_of_cb_);
    return red << 16 | green << 8 | blue;
}

}  // namespace kmsmirror::tools
