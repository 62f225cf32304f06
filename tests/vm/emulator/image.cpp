// SPDX-License-Identifier: MIT
#include "tests/vm/emulator/image.h"

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <fstream>
#include <memory>
#include <stdexcept>
#include <system_error>

#include "tests/reference/reference_painter.h"
#include "tests/vm/control/throw_errno.h"

namespace kmsmirror::emulator {
namespace {

// The bits of a pixel that the display keeps.
constexpr std::uint32_t significant_bits(Depth depth) {
    return depth == Depth::rgb565 ? 0x00f8fcf8U : 0x00ffffffU;
}

void include(Difference& difference, std::uint32_t x, std::uint32_t y) {
    if (difference.count++ == 0)
        difference = {1, x, y, x + 1, y + 1};
    difference.x1 = std::min(difference.x1, x);
    difference.x2 = std::max(difference.x2, x + 1);
    difference.y2 = y + 1;
}

}  // namespace

void expand_rgb565(std::span<const std::uint16_t> in, std::uint32_t* out) {
    for (const std::uint16_t pixel : in)
        *out++ = expand_rgb565(pixel);
}

Image place_at(const Image& image, Size size, std::int32_t x, std::int32_t y) {
    const Rect part = rect_of(image.size).moved(x, y).intersected(rect_of(size));
    Image result{size, image.depth, std::vector<std::uint32_t>(std::size_t{size.width} * size.height)};
    if (part.empty())
        return result;
    for (std::int32_t row = part.y1; row < part.y2; ++row) {
        const auto from = static_cast<std::size_t>(row - y) * image.size.width + static_cast<std::size_t>(part.x1 - x);
        const auto to = static_cast<std::size_t>(row) * size.width + static_cast<std::size_t>(part.x1);
        std::copy_n(image.pixels.data() + from, part.width(), result.pixels.data() + to);
    }
    return result;
}

Image place_centred(Image image, Size size) {
    if (image.size == size)
        return image;
    const auto first = [](std::uint32_t inner, std::uint32_t outer) {
        return (static_cast<std::int32_t>(outer) - static_cast<std::int32_t>(inner)) / 2;
    };
    return place_at(image, size, first(image.size.width, size.width), first(image.size.height, size.height));
}

Image place(const Image& image, Size size, const Placement& placement) {
    const auto wrap = [](const Image& wrapped) {
        return std::unique_ptr<pixman_image_t, decltype(&pixman_image_unref)>(
            pixman_image_create_bits(PIXMAN_x8r8g8b8, static_cast<int>(wrapped.size.width),
                                     static_cast<int>(wrapped.size.height),
                                     const_cast<std::uint32_t*>(wrapped.pixels.data()),
                                     static_cast<int>(wrapped.size.width * sizeof(std::uint32_t))),
            pixman_image_unref);
    };
    Image result{size, image.depth, std::vector<std::uint32_t>(std::size_t{size.width} * size.height)};
    reference::paint(wrap(image).get(), wrap(result).get(), placement);
    return result;
}

Difference compare_images(const Image& shown, const Image& reference) {
    const std::uint32_t mask = significant_bits(shown.depth);
    Difference difference;
    for (std::uint32_t y = 0; y < shown.size.height; ++y) {
        const std::size_t start = std::size_t{y} * shown.size.width;
        const std::uint32_t* a = shown.pixels.data() + start;
        const std::uint32_t* b = reference.pixels.data() + start;
        std::uint32_t any = 0;
        for (std::uint32_t x = 0; x < shown.size.width; ++x)
            any |= a[x] ^ b[x];
        if ((any & mask) == 0)
            continue;
        for (std::uint32_t x = 0; x < shown.size.width; ++x) {
            if (((a[x] ^ b[x]) & mask) != 0)
                include(difference, x, y);
        }
    }
    return difference;
}

std::string describe(const Difference& difference) {
    if (difference.count == 0)
        return "0 pixels differ";
    return fmt::format("{} pixels differ, within {}x{} at {},{}", difference.count, difference.x2 - difference.x1,
                       difference.y2 - difference.y1, difference.x1, difference.y1);
}

Image read_raw_file(const std::string& path, Size size) {
    std::ifstream file(path, std::ios::binary | std::ios::ate);
    if (!file)
        control::throw_errno(path);
    Image image{size, Depth::rgb888, std::vector<std::uint32_t>(std::size_t{size.width} * size.height)};
    const auto length = static_cast<std::streamsize>(image.pixels.size() * sizeof(std::uint32_t));
    if (file.tellg() != length)
        throw std::invalid_argument(
            fmt::format("{} has not the {} bytes of {}x{} in XRGB8888", path, length, size.width, size.height));
    file.seekg(0);
    file.read(reinterpret_cast<char*>(image.pixels.data()), length);
    if (!file)
        control::throw_errno(path);
    return image;
}

void write_raw_file(const std::string& path, const Image& image) {
    std::ofstream file(path, std::ios::binary | std::ios::trunc);
    file.write(reinterpret_cast<const char*>(image.pixels.data()),
               static_cast<std::streamsize>(image.pixels.size() * sizeof(std::uint32_t)));
    file.close();
    if (!file)
        control::throw_errno(path);
}

}  // namespace kmsmirror::emulator
