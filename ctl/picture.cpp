// SPDX-License-Identifier: MIT
#include "ctl/picture.h"

#include <fmt/format.h>
#include <png.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <span>
#include <string>
#include <system_error>

#include "ctl/exit_code.h"

namespace kmsmirror::ctl {
namespace {

constexpr std::uint32_t widest = 16384;

struct Layout {
    std::uint32_t width = 0;
    std::uint32_t height = 0;
    std::uint32_t pitch = 0;
    bool is_rgb565 = false;

    [[nodiscard]] std::size_t row_bytes() const noexcept { return std::size_t{width} * (is_rgb565 ? 2 : 4); }
};

[[noreturn]] void fail(const std::string& why) {
    throw Failure(ExitCode::failed, "kmsmirrord gives a picture that cannot be read: " + why);
}

Layout layout_of(const Json& info) {
    Layout layout;
    std::string format;
    try {
        info.at("width").get_to(layout.width);
        info.at("height").get_to(layout.height);
        info.at("pitch").get_to(layout.pitch);
        info.at("format").get_to(format);
    } catch (const Json::exception& error) {
        fail(error.what());
    }
    layout.is_rgb565 = format == "RG16";
    if (!layout.is_rgb565 && format != "XR24")
        fail(fmt::format("its format is {}, not XR24 or RG16", format));
    const bool is_sized = layout.width > 0 && layout.height > 0 && layout.width <= widest && layout.height <= widest;
    if (!is_sized || layout.pitch < layout.row_bytes())
        fail(fmt::format("{}x{} pixels with {} bytes for a row", layout.width, layout.height, layout.pitch));
    return layout;
}

// Fills `row` from byte `offset` on.
void read_row(int fd, std::uint64_t offset, std::span<std::byte> row) {
    while (!row.empty()) {
        const ssize_t count = pread(fd, row.data(), row.size(), static_cast<off_t>(offset));
        if (count < 0 && errno == EINTR)
            continue;
        if (count < 0)
            fail(std::generic_category().message(errno));
        if (count == 0)
            fail(fmt::format("it ends at byte {}", offset));
        row = row.subspan(static_cast<std::size_t>(count));
        offset += static_cast<std::uint64_t>(count);
    }
}

template <class Pixel>
Pixel pixel_at(const std::byte* row, std::size_t x) {
    Pixel pixel{};
    std::memcpy(&pixel, row + x * sizeof(Pixel), sizeof(Pixel));
    return pixel;
}

// The upper bits once more as lower ones, so that white stays white.
std::uint8_t widened(unsigned value, unsigned bits) {
    return static_cast<std::uint8_t>(value << (8 - bits) | value >> (2 * bits - 8));
}

void convert_rgb565(const std::byte* row, std::size_t width, std::uint8_t* to) {
    for (std::size_t x = 0; x < width; ++x, to += 3) {
        const unsigned pixel = pixel_at<std::uint16_t>(row, x);
        to[0] = widened(pixel >> 11, 5);
        to[1] = widened(pixel >> 5 & 0x3fU, 6);
        to[2] = widened(pixel & 0x1fU, 5);
    }
}

void convert_xrgb8888(const std::byte* row, std::size_t width, std::uint8_t* to) {
    for (std::size_t x = 0; x < width; ++x, to += 3) {
        const auto pixel = pixel_at<std::uint32_t>(row, x);
        to[0] = static_cast<std::uint8_t>(pixel >> 16);
        to[1] = static_cast<std::uint8_t>(pixel >> 8);
        to[2] = static_cast<std::uint8_t>(pixel);
    }
}

}  // namespace

Picture read_picture(const UniqueFd& memory, const Json& info) {
    const Layout layout = layout_of(info);
    const std::size_t row_pixels = std::size_t{3} * layout.width;
    Picture picture{layout.width, layout.height, std::vector<std::uint8_t>(row_pixels * layout.height)};
    std::vector<std::byte> row(layout.row_bytes());
    for (std::size_t y = 0; y < layout.height; ++y) {
        read_row(memory.get(), std::uint64_t{layout.pitch} * y, row);
        std::uint8_t* const to = picture.pixels.data() + row_pixels * y;
        if (layout.is_rgb565)
            convert_rgb565(row.data(), layout.width, to);
        else
            convert_xrgb8888(row.data(), layout.width, to);
    }
    return picture;
}

void write_png(const Picture& picture, std::FILE& file) {
    png_image image{};
    image.version = PNG_IMAGE_VERSION;
    image.width = picture.width;
    image.height = picture.height;
    image.format = PNG_FORMAT_RGB;
    if (png_image_write_to_stdio(&image, &file, 0, picture.pixels.data(), 0, nullptr) == 0)
        throw Failure(ExitCode::failed, fmt::format("cannot write the picture: {}", image.message));
    if (std::fflush(&file) != 0)
        throw Failure(ExitCode::failed,
                      fmt::format("cannot write the picture: {}", std::generic_category().message(errno)));
}

}  // namespace kmsmirror::ctl
