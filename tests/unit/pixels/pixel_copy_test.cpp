// SPDX-License-Identifier: MIT
#include "pixels/pixel_copy.h"

#include <gtest/gtest.h>

#include <array>
#include <ostream>
#include <vector>

#include "picture.h"

namespace kmsmirror::pixels {
namespace {

TEST(CopyPixels, MovesTheRectanglesAndNothingElse) {
    TestPicture source({16, 8}, Format::xrgb8888, 12);
    const TestPicture target({20, 10}, Format::xrgb8888);
    source.fill_randomly(7);
    const std::array<Rect, 2> rects{{{0, 0, 3, 2}, {10, 4, 16, 8}}};
    EXPECT_EQ(copy_pixels(source.image(), target.image(), rects, 2, 1), (6U + 24U) * 4);
    for (std::uint32_t y = 0; y < 10; ++y)
        for (std::uint32_t x = 0; x < 20; ++x) {
            const bool first = x >= 2 && x < 5 && y >= 1 && y < 3;
            const bool second = x >= 12 && x < 18 && y >= 5 && y < 9;
            const std::uint32_t expected = first || second ? source.at(x - 2, y - 1) : 0;
            ASSERT_EQ(target.at(x, y), expected) << x << "," << y;
        }
}

TEST(CopyPixels, CopiesWholeRowsAndNoOther) {
    TestPicture source({16, 8}, Format::xrgb8888);
    const TestPicture target({16, 8}, Format::xrgb8888);
    source.fill_randomly(7);
    const std::array rows{Rect{0, 2, 16, 5}};
    EXPECT_EQ(copy_pixels(source.image(), target.image(), rows, 0, 1), 16U * 3 * 4);
    for (std::uint32_t y = 0; y < 8; ++y)
        for (std::uint32_t x = 0; x < 16; ++x)
            EXPECT_EQ(target.at(x, y), y >= 3 && y < 6 ? source.at(x, y - 1) : 0U);
}

TEST(CopyPixels, TruncatesToRgb565AsTheUsbDriversDo) {
    TestPicture source({32, 4}, Format::xrgb8888);
    const TestPicture target({32, 4}, Format::rgb565);
    source.fill_randomly(7);
    const std::array<Rect, 1> rects{{{0, 0, 32, 4}}};
    copy_pixels(source.image(), target.image(), rects, 0, 0);
    for (std::uint32_t y = 0; y < 4; ++y)
        for (std::uint32_t x = 0; x < 32; ++x) {
            const std::uint32_t rgb = source.at(x, y);
            ASSERT_EQ(target.at(x, y), ((rgb >> 8) & 0xf800) | ((rgb >> 5) & 0x7e0) | ((rgb >> 3) & 0x1f));
        }
}

// How rows lie in memory.
struct RowLayout {
    Format format;
    std::uint32_t extra_pitch;
    std::uint32_t offset;
};

std::ostream& operator<<(std::ostream& out, const RowLayout& layout) {
    return out << bytes_per_pixel(layout.format) << " bytes a pixel, " << layout.extra_pitch
               << " more a row, from byte " << layout.offset;
}

std::vector<RowLayout> all_row_layouts() {
    std::vector<RowLayout> layouts;
    for (const Format format : {Format::xrgb8888, Format::rgb565})
        for (const std::uint32_t extra_pitch : {0U, 1U, 2U, 3U, 4U})
            for (const std::uint32_t offset : {0U, 1U, 2U})
                layouts.push_back({format, extra_pitch, offset});
    return layouts;
}

bool is_in(const Rect& rect, std::uint32_t x, std::uint32_t y) {
    return !rect.intersected({0, 0, static_cast<std::int32_t>(x) + 1, static_cast<std::int32_t>(y) + 1})
                .intersected({static_cast<std::int32_t>(x), static_cast<std::int32_t>(y), rect.x2, rect.y2})
                .empty();
}

// Copies two rectangles, and looks at every byte of the target.
void check_copy(const RowLayout& from, const RowLayout& to, Size size) {
    constexpr std::uint32_t dx = 3;
    constexpr std::uint32_t dy = 2;
    TestPicture source(size, from.format, from.extra_pitch, from.offset);
    source.fill_randomly(1);
    TestPicture target({size.width + dx, size.height + dy}, to.format, to.extra_pitch, to.offset);
    target.fill_randomly(2);
    const std::vector<std::byte> before = target.bytes();
    const auto width = static_cast<std::int32_t>(size.width);
    const auto height = static_cast<std::int32_t>(size.height);
    const std::array rects{Rect{0, 0, 1, 1}, Rect{width / 2, 1, width, height}};

    copy_pixels(source.image(), target.image(), rects, dx, dy);

    TestPicture old({size.width + dx, size.height + dy}, to.format, to.extra_pitch, to.offset);
    old.fill_randomly(2);
    for (std::uint32_t y = 0; y < size.height + dy; ++y)
        for (std::uint32_t x = 0; x < size.width + dx; ++x) {
            const bool is_copied =
                x >= dx && y >= dy && (is_in(rects[0], x - dx, y - dy) || is_in(rects[1], x - dx, y - dy));
            ASSERT_EQ(target.at(x, y),
                      is_copied ? converted(source.at(x - dx, y - dy), from.format, to.format) : old.at(x, y))
                << x << "," << y << " of " << size.width << "x" << size.height << "; " << from << " to " << to;
            target.set_again(x, y, old);
        }
    ASSERT_EQ(target.bytes(), before) << "beside the pixels; " << from << " to " << to;
}

TEST(CopyPixels, TakesWhateverPitchAndAlignmentADriverChooses) {
    for (const RowLayout& from : all_row_layouts())
        for (const RowLayout& to : all_row_layouts())
            for (const Size size : {Size{1, 2}, Size{2, 3}, Size{7, 5}, Size{16, 3}})
                check_copy(from, to, size);
}

TEST(CopyPixels, TakesLargePicturesOfOddWidth) {
    constexpr RowLayout tight{Format::rgb565, 0, 0};
    constexpr RowLayout aligned{Format::xrgb8888, 0, 0};
    check_copy(aligned, tight, {853, 41});
    check_copy(tight, aligned, {853, 41});
    check_copy(tight, tight, {853, 41});
}

}  // namespace
}  // namespace kmsmirror::pixels
