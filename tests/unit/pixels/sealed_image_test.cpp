// SPDX-License-Identifier: MIT
#include "pixels/sealed_image.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <cstring>
#include <vector>

#include "picture.h"

namespace kmsmirror::pixels {
namespace {

std::uint32_t pixel_of(const SealedImage& image, std::uint32_t x, std::uint32_t y) {
    std::uint32_t pixel = 0;
    const auto bytes = bytes_per_pixel(image.format);
    const auto offset = static_cast<off_t>(std::size_t{y} * image.pitch + std::size_t{x} * bytes);
    EXPECT_EQ(::pread(image.memory.get(), &pixel, bytes, offset), static_cast<ssize_t>(bytes));
    return pixel & 0xffffff;
}

TEST(SealImage, TakesAPartOfPicturesOfAnyPitchInABlackOne) {
    constexpr Rect part{2, 1, 9, 5};
    for (const Format format : {Format::xrgb8888, Format::rgb565})
        for (const std::uint32_t extra_pitch : {0U, 1U, 2U, 3U}) {
            TestPicture picture({11, 6}, format, extra_pitch, extra_pitch);
            picture.fill_randomly(1);
            const auto sealed = seal_image(picture.image(), part, {13, 7}, 4, 2);
            ASSERT_TRUE(sealed);
            EXPECT_EQ(sealed->pitch, 13 * bytes_per_pixel(format));
            for (std::uint32_t y = 0; y < 7; ++y)
                for (std::uint32_t x = 0; x < 13; ++x) {
                    const bool is_inside = x >= 4 && x < 11 && y >= 2 && y < 6;
                    ASSERT_EQ(pixel_of(*sealed, x, y), is_inside ? picture.at(x - 2, y - 1) : 0U) << x << "," << y;
                }
        }
}

TEST(SealImage, TellsColoursOfFewBitsAsThoseOfManyThatEveryoneReads) {
    struct {
        Format format;
        std::uint32_t pixel, rgb;
    } const pixels[] = {{Format::rgb332, 0xff, 0xffffff}, {Format::rgb332, 0x00, 0x000000},
                        {Format::rgb332, 0xe0, 0xff0000}, {Format::rgb332, 0x0a, 0x0049aa},
                        {Format::r8, 0xff, 0xffffff},     {Format::r8, 0x5a, 0x5a5a5a}};
    for (const auto& [format, pixel, rgb] : pixels) {
        TestPicture picture({3, 2}, format, 1, 1);
        picture.set(1, 1, pixel);
        const auto sealed = seal_image(picture.image(), {1, 1, 2, 2}, {2, 2}, 1, 0);
        ASSERT_TRUE(sealed);
        EXPECT_EQ(sealed->format, Format::xrgb8888);
        EXPECT_EQ(pixel_of(*sealed, 1, 0), rgb);
        EXPECT_EQ(pixel_of(*sealed, 0, 0), 0U);
    }
}

TEST(SealImage, GivesAPictureThatNobodyCanChange) {
    const TestPicture picture({3, 3}, Format::rgb565);
    const auto sealed = seal_image(picture.image(), rect_of({3, 3}), {3, 3}, 0, 0);
    ASSERT_TRUE(sealed);
    EXPECT_EQ(::pwrite(sealed->memory.get(), "x", 1, 0), -1);
}

}  // namespace
}  // namespace kmsmirror::pixels
