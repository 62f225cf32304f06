// SPDX-License-Identifier: MIT
#include "pixels/background.h"

#include <gtest/gtest.h>

#include "picture.h"

namespace kmsmirror::pixels {
namespace {

TEST(Background, FillsEveryPixelInEachFormat) {
    const TestPicture xrgb({5, 3}, Format::xrgb8888, 8);
    const TestPicture rgb565({5, 3}, Format::rgb565, 2);
    fill(xrgb.image(), 0x123456);
    fill(rgb565.image(), 0xff8040);
    EXPECT_EQ(xrgb.at(4, 2), 0x123456U);
    EXPECT_EQ(rgb565.at(4, 2), 0xfc08U);
    const TestPicture rgb332({5, 3}, Format::rgb332, 1);
    const TestPicture r8({5, 3}, Format::r8, 3);
    fill(rgb332.image(), 0xff8040);
    fill(r8.image(), 0xff8040);
    EXPECT_EQ(rgb332.at(4, 2), 0xf1U);
    EXPECT_EQ(r8.at(4, 2), (3U * 0xff + 6 * 0x80 + 0x40) / 10);
}

TEST(Background, DrawsEightBars) {
    const TestPicture picture({80, 2}, Format::xrgb8888);
    draw_bars(picture.image());
    EXPECT_EQ(picture.at(0, 0), 0xffffffU);
    EXPECT_EQ(picture.at(9, 1), 0xffffffU);
    EXPECT_EQ(picture.at(10, 1), 0xffff00U);
    EXPECT_EQ(picture.at(69, 1), 0x0000ffU);
    EXPECT_EQ(picture.at(79, 1), 0x000000U);
}

TEST(Background, DrawsTheSameWhateverThePitch) {
    constexpr Size size{43, 40};
    for (const auto draw : {draw_bars, draw_grid, draw_checker})
        for (const Format format : {Format::xrgb8888, Format::rgb565})
            for (const std::uint32_t extra_pitch : {0U, 1U, 2U, 3U}) {
                const TestPicture aligned(size, Format::xrgb8888);
                const TestPicture picture(size, format, extra_pitch, extra_pitch);
                draw(aligned.image());
                draw(picture.image());
                for (std::uint32_t y = 0; y < size.height; ++y)
                    for (std::uint32_t x = 0; x < size.width; ++x)
                        ASSERT_EQ(picture.at(x, y), converted(aligned.at(x, y), Format::xrgb8888, format))
                            << x << "," << y << " with " << extra_pitch << " more bytes a row";
            }
}

}  // namespace
}  // namespace kmsmirror::pixels
