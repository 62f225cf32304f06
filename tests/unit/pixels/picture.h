// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <cstring>
#include <random>
#include <vector>

#include "pixels/image.h"

namespace kmsmirror::pixels {

// A picture whose rows may begin anywhere: `extra_pitch` bytes follow each of them, `offset` bytes come before the
// first.
class TestPicture {
public:
    TestPicture(Size size, Format format, std::uint32_t extra_pitch = 0, std::uint32_t offset = 0)
        : bytes_(offset + std::size_t{size.height} * (size.width * bytes_per_pixel(format) + extra_pitch)),
          image_{bytes_.data() + offset, size, size.width * bytes_per_pixel(format) + extra_pitch, format} {}

    [[nodiscard]] const Image& image() const { return image_; }
    [[nodiscard]] const std::vector<std::byte>& bytes() const { return bytes_; }

    // As it lies in memory, without what an XRGB8888 pixel has no use for.
    [[nodiscard]] std::uint32_t at(std::uint32_t x, std::uint32_t y) const {
        std::uint32_t pixel = 0;
        std::memcpy(&pixel, address(x, y), bytes_per_pixel(image_.format));
        return pixel & 0xffffff;
    }
    void set(std::uint32_t x, std::uint32_t y, std::uint32_t pixel) {
        std::memcpy(address(x, y), &pixel, bytes_per_pixel(image_.format));
    }
    // The same bytes as in a picture of the same kind.
    void set_again(std::uint32_t x, std::uint32_t y, const TestPicture& other) {
        std::memcpy(address(x, y), other.address(x, y), bytes_per_pixel(image_.format));
    }

    void fill_randomly(std::uint32_t seed) {
        std::mt19937 random(seed);
        for (std::byte& byte : bytes_)
            byte = static_cast<std::byte>(random());
    }

private:
    [[nodiscard]] std::byte* address(std::uint32_t x, std::uint32_t y) const {
        return image_.data + std::size_t{y} * image_.pitch + std::size_t{x} * bytes_per_pixel(image_.format);
    }

    std::vector<std::byte> bytes_;
    Image image_;
};

// What a pixel is in another format: the upper bits of each colour are kept, the lower ones are these once more.
inline std::uint32_t converted(std::uint32_t pixel, Format from, Format to) {
    if (from == to)
        return pixel;
    if (to == Format::rgb565)
        return ((pixel >> 8) & 0xf800) | ((pixel >> 5) & 0x7e0) | ((pixel >> 3) & 0x1f);
    const std::uint32_t red = pixel >> 11;
    const std::uint32_t green = (pixel >> 5) & 0x3f;
    const std::uint32_t blue = pixel & 0x1f;
    return (red << 3 | red >> 2) << 16 | (green << 2 | green >> 4) << 8 | (blue << 3 | blue >> 2);
}

}  // namespace kmsmirror::pixels
