// SPDX-License-Identifier: MIT
#include "pixels/pixel_copy.h"

#include <gmock/gmock.h>

#include <array>
#include <random>
#include <vector>

#include "pixels/background.h"

namespace kmsmirror::pixels {
namespace {

class Picture {
public:
    Picture(Size size, Format format, std::uint32_t extra_pitch = 0)
        : bytes_(std::size_t{size.height} * (size.width * bytes_per_pixel(format) + extra_pitch)),
          image_{bytes_.data(), size, size.width * bytes_per_pixel(format) + extra_pitch, format} {}

    [[nodiscard]] const Image& image() const { return image_; }
    template <class Pixel>
    Pixel& at(std::uint32_t x, std::uint32_t y) {
        return reinterpret_cast<Pixel*>(bytes_.data() + std::size_t{y} * image_.pitch)[x];
    }

private:
    std::vector<std::byte> bytes_;
    Image image_;
};

void fill_randomly(Picture& picture) {
    std::mt19937 random(7);
    for (std::uint32_t y = 0; y < picture.image().size.height; ++y)
        for (std::uint32_t x = 0; x < picture.image().size.width; ++x)
            picture.at<std::uint32_t>(x, y) = static_cast<std::uint32_t>(random() & 0xffffff);
}

TEST(CopyPixels, MovesTheRectanglesAndNothingElse) {
    Picture source({16, 8}, Format::xrgb8888, 12);
    Picture target({20, 10}, Format::xrgb8888);
    fill_randomly(source);
    const std::array<Rect, 2> rects{{{0, 0, 3, 2}, {10, 4, 16, 8}}};
    EXPECT_EQ(copy_pixels(source.image(), target.image(), rects, 2, 1), (6U + 24U) * 4);
    for (std::uint32_t y = 0; y < 10; ++y)
        for (std::uint32_t x = 0; x < 20; ++x) {
            const bool first = x >= 2 && x < 5 && y >= 1 && y < 3;
            const bool second = x >= 12 && x < 18 && y >= 5 && y < 9;
            const std::uint32_t expected = first || second ? source.at<std::uint32_t>(x - 2, y - 1) : 0;
            ASSERT_EQ(target.at<std::uint32_t>(x, y), expected) << x << "," << y;
        }
}

TEST(CopyPixels, CopiesWholeRowsAndNoOther) {
    Picture source({16, 8}, Format::xrgb8888);
    Picture target({16, 8}, Format::xrgb8888);
    fill_randomly(source);
    const std::array rows{Rect{0, 2, 16, 5}};
    EXPECT_EQ(copy_pixels(source.image(), target.image(), rows, 0, 1), 16U * 3 * 4);
    for (std::uint32_t y = 0; y < 8; ++y)
        for (std::uint32_t x = 0; x < 16; ++x)
            EXPECT_EQ(target.at<std::uint32_t>(x, y), y >= 3 && y < 6 ? source.at<std::uint32_t>(x, y - 1) : 0U);
}

TEST(CopyPixels, TruncatesToRgb565AsTheUsbDriversDo) {
    Picture source({32, 4}, Format::xrgb8888);
    Picture target({32, 4}, Format::rgb565);
    fill_randomly(source);
    const std::array<Rect, 1> rects{{{0, 0, 32, 4}}};
    copy_pixels(source.image(), target.image(), rects, 0, 0);
    for (std::uint32_t y = 0; y < 4; ++y)
        for (std::uint32_t x = 0; x < 32; ++x) {
            const std::uint32_t rgb = source.at<std::uint32_t>(x, y);
            const auto expected = ((rgb >> 8) & 0xf800) | ((rgb >> 5) & 0x7e0) | ((rgb >> 3) & 0x1f);
            ASSERT_EQ(target.at<std::uint16_t>(x, y), expected);
        }
}

TEST(Background, FillsEveryPixelInEitherFormat) {
    Picture xrgb({5, 3}, Format::xrgb8888, 8);
    Picture rgb565({5, 3}, Format::rgb565, 2);
    fill(xrgb.image(), 0x123456);
    fill(rgb565.image(), 0xff8040);
    EXPECT_EQ(xrgb.at<std::uint32_t>(4, 2), 0x123456U);
    EXPECT_EQ(rgb565.at<std::uint16_t>(4, 2), 0xfc08U);
}

TEST(Background, DrawsEightBars) {
    Picture picture({80, 2}, Format::xrgb8888);
    draw_bars(picture.image());
    EXPECT_EQ(picture.at<std::uint32_t>(0, 0), 0xffffffU);
    EXPECT_EQ(picture.at<std::uint32_t>(9, 1), 0xffffffU);
    EXPECT_EQ(picture.at<std::uint32_t>(10, 1), 0xffff00U);
    EXPECT_EQ(picture.at<std::uint32_t>(69, 1), 0x0000ffU);
    EXPECT_EQ(picture.at<std::uint32_t>(79, 1), 0x000000U);
}

}  // namespace
}  // namespace kmsmirror::pixels
