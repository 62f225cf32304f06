// SPDX-License-Identifier: MIT
#include "tests/vm/emulator/image.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <stdexcept>
#include <system_error>

namespace kmsmirror::emulator {
namespace {

Image make_image(Size size, std::uint32_t pixel, Depth depth = Depth::rgb888) {
    return {size, depth, std::vector<std::uint32_t>(std::size_t{size.width} * size.height, pixel)};
}

TEST(Image, ExpandsRgb565ByRepeatingBits) {
    EXPECT_EQ(expand_rgb565(0xffff), 0xffffffU);
    EXPECT_EQ(expand_rgb565(0x0000), 0U);
    EXPECT_EQ(expand_rgb565(0x8000), 0x840000U);
    EXPECT_EQ(expand_rgb565(0x0400), 0x008200U);
    EXPECT_EQ(expand_rgb565(0x0010), 0x000084U);
}

TEST(Image, IgnoresTheXByte) {
    const Image shown = make_image({3, 2}, 0x12345678);
    const Image reference = make_image({3, 2}, 0xff345678);
    EXPECT_EQ(compare_images(shown, reference).count, 0U);
}

TEST(Image, ComparesExactlyIn24Bits) {
    const Image shown = make_image({3, 2}, 0x102030);
    EXPECT_EQ(compare_images(shown, make_image({3, 2}, 0x102031)).count, 6U);
}

TEST(Image, EqualsATruncatedReferenceInRgb565) {
    const std::uint32_t colour = 0x17acf3;
    const Image shown = make_image({3, 2}, expand_rgb565(shrink_to_rgb565(colour)), Depth::rgb565);
    EXPECT_EQ(compare_images(shown, make_image({3, 2}, colour)).count, 0U);
    EXPECT_EQ(compare_images(shown, make_image({3, 2}, colour + 0x000400)).count, 6U);
    EXPECT_EQ(compare_images(shown, make_image({3, 2}, colour + 0x000008)).count, 6U);
}

TEST(Image, BoxesTheDifference) {
    const Image shown = make_image({10, 10}, 0);
    Image reference = shown;
    reference.pixels[2 * 10 + 7] = 1;
    reference.pixels[5 * 10 + 3] = 1;
    const Difference difference = compare_images(shown, reference);
    EXPECT_EQ(difference.count, 2U);
    EXPECT_EQ(describe(difference), "2 pixels differ, within 5x4 at 3,2");
    EXPECT_EQ(describe(Difference{}), "0 pixels differ");
}

TEST(Image, CentresASmallerImageOnBlack) {
    const Image placed = place_centred(make_image({2, 1}, 5), {4, 3});
    EXPECT_EQ(placed.pixels, (std::vector<std::uint32_t>{0, 0, 0, 0, 0, 5, 5, 0, 0, 0, 0, 0}));
}

TEST(Image, CutsALargerImageAroundItsCentre) {
    Image large = make_image({4, 4}, 0);
    for (std::uint32_t i = 0; i < 16; ++i)
        large.pixels[i] = i;
    EXPECT_EQ(place_centred(large, {2, 2}).pixels, (std::vector<std::uint32_t>{5, 6, 9, 10}));
    EXPECT_EQ(place_centred(large, {2, 6}).pixels, (std::vector<std::uint32_t>{0, 0, 1, 2, 5, 6, 9, 10, 13, 14, 0, 0}));
}

TEST(Image, IsPlacedWhereTheCallerSays) {
    Image image = make_image({2, 2}, 0);
    for (std::uint32_t i = 0; i < 4; ++i)
        image.pixels[i] = i + 1;
    EXPECT_EQ(place_at(image, {3, 2}, 1, 0).pixels, (std::vector<std::uint32_t>{0, 1, 2, 0, 3, 4}));
    EXPECT_EQ(place_at(image, {3, 2}, -1, 1).pixels, (std::vector<std::uint32_t>{0, 0, 0, 2, 0, 0}));
    EXPECT_EQ(place_at(image, {3, 2}, 3, 0).pixels, std::vector<std::uint32_t>(6));
    EXPECT_EQ(place_at(image, {3, 2}, 0, -2).pixels, std::vector<std::uint32_t>(6));
}

// What a scenario relies on: a picture that is off by a pixel, scaled or without its border is not the centred one.
TEST(Image, TellsWhetherASmallerSourceIsCentredOnBlack) {
    const Image source = make_image({4, 2}, 7);
    const Size size{8, 6};
    EXPECT_EQ(compare_images(place_at(source, size, 2, 2), place_centred(source, size)).count, 0U);
    EXPECT_EQ(describe(compare_images(place_at(source, size, 1, 2), place_centred(source, size))),
              "4 pixels differ, within 5x2 at 1,2");
    EXPECT_EQ(compare_images(make_image(size, 7), place_centred(source, size)).count, 40U);
}

TEST(Image, TellsWhetherTheMiddleOfALargerSourceIsShown) {
    Image source = make_image({5, 4}, 0);
    for (std::uint32_t i = 0; i < 20; ++i)
        source.pixels[i] = i + 1;
    const Size size{2, 2};
    EXPECT_EQ(place_centred(source, size).pixels, (std::vector<std::uint32_t>{7, 8, 12, 13}));
    EXPECT_EQ(compare_images(place_at(source, size, -1, -1), place_centred(source, size)).count, 0U);
    EXPECT_EQ(compare_images(place_at(source, size, 0, 0), place_centred(source, size)).count, 4U);
}

TEST(Image, AsksForEveryPixelThatIsNotLikeItsNeighbours) {
    Image image = make_image({3, 3}, 1);
    const auto is_below = [&image](std::uint32_t limit) {
        return all_pixels(image.pixels.data(), image.size, [limit](std::uint32_t pixel) { return pixel < limit; });
    };
    EXPECT_TRUE(is_below(2));
    EXPECT_FALSE(is_below(1));
    for (const std::size_t odd : {0U, 4U, 8U}) {
        image.pixels[odd] = 2;
        EXPECT_FALSE(is_below(2)) << odd;
        EXPECT_TRUE(is_below(3)) << odd;
        image.pixels[odd] = 1;
    }
}

TEST(Image, ComesBackFromARawFile) {
    const std::string path = (std::filesystem::path(testing::TempDir()) / "emulator_image_test.raw").string();
    Image image = make_image({3, 2}, 0x010203);
    image.pixels[4] = 9;
    write_raw_file(path, image);
    EXPECT_EQ(read_raw_file(path, {3, 2}).pixels, image.pixels);
    EXPECT_THROW(static_cast<void>(read_raw_file(path, {3, 3})), std::invalid_argument);
    std::filesystem::remove(path);
    EXPECT_THROW(static_cast<void>(read_raw_file(path, {3, 2})), std::system_error);
}

}  // namespace
}  // namespace kmsmirror::emulator
