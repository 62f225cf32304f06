// SPDX-License-Identifier: MIT
#include "pixels/text.h"

#include <gtest/gtest.h>

#include <set>
#include <string>

#include "picture.h"
#include "pixels/font.h"

namespace kmsmirror::pixels {
namespace {

constexpr std::uint32_t ink = 0xffffff;

// A black picture with the text, as rows of '#' and '.'.
std::string drawn(Size size, const std::string& text, std::int32_t x, std::int32_t y, std::uint32_t scale,
                  Format format = Format::xrgb8888) {
    const TestPicture picture(size, format, 5, 1);
    draw_text(picture.image(), text, x, y, scale, ink);
    std::string rows;
    for (std::uint32_t row = 0; row < size.height; ++row) {
        for (std::uint32_t column = 0; column < size.width; ++column)
            rows += picture.at(column, row) != 0 ? '#' : '.';
        rows += '\n';
    }
    return rows;
}

TEST(Text, IsDrawnDotByDot) {
    for (const Format format : {Format::xrgb8888, Format::rgb565})
        EXPECT_EQ(drawn({12, 8}, "L1", 0, 0, 1, format),
                  "#.......#...\n"
                  "#......##...\n"
                  "#.....#.#...\n"
                  "#.......#...\n"
                  "#.......#...\n"
                  "#.......#...\n"
                  "#####.#####.\n"
                  "............\n");
}

TEST(Text, HasDotsThatAreSquaresOfTheScale) {
    EXPECT_EQ(drawn({11, 15}, "-", 1, 0, 2),
              "...........\n...........\n...........\n...........\n...........\n...........\n"
              "...######..\n...######..\n"
              "...........\n...........\n...........\n...........\n...........\n...........\n...........\n");
}

TEST(Text, IsCutOffWhereThePictureEnds) {
    const std::string eight = drawn({5, 7}, "8", 0, 0, 1);
    EXPECT_EQ(drawn({5, 7}, "8888888888", 0, 0, 1), eight);
    EXPECT_EQ(drawn({2, 2}, "L", -1, 5 - 10, 1), "..\n##\n");
    for (const std::int32_t far : {-1000, 1000}) {
        EXPECT_EQ(drawn({2, 1}, "8", far, 0, 3), "..\n");
        EXPECT_EQ(drawn({2, 1}, "8", 0, far, 3), "..\n");
    }
}

TEST(Text, ShowsWhatCannotBePrintedAsOneQuestionMarkEach) {
    const std::string question = drawn({18, 7}, "?a?", 0, 0, 1);
    EXPECT_EQ(drawn({18, 7},
                    "\xc3\xa9"
                    "a\t",
                    0, 0, 1),
              question);
    EXPECT_EQ(drawn({18, 7},
                    "\xe2\x82\xac"
                    "a\xff",
                    0, 0, 1),
              question);
    EXPECT_EQ(text_length("\xe2\x82\xac"
                          "a"),
              2U);
}

TEST(Text, IsCentredUnlessItIsTooLong) {
    const auto centred = [](Size size, const std::string& text) {
        const TestPicture picture(size, Format::xrgb8888);
        draw_centred(picture.image(), text, 0, 1, ink);
        std::string row;
        for (std::uint32_t column = 0; column < size.width; ++column)
            row += picture.at(column, 0) != 0 ? '#' : '.';
        return row;
    };
    EXPECT_EQ(centred({16, 1}, "T"), ".....#####......");
    EXPECT_EQ(centred({4, 1}, "TT"), "####");
}

TEST(Font, HasAGlyphOfItsOwnForEveryCharacter) {
    std::set<Glyph> glyphs;
    for (char character = ' '; character <= '~'; ++character) {
        EXPECT_TRUE(glyphs.insert(glyph_of(character)).second) << character;
        for (const std::uint8_t row : glyph_of(character))
            EXPECT_LT(row, 1U << glyph_size.width) << character;
    }
    for (const char character : {'\0', '\x1f', '\x7f', '\x80', '\xff'})
        EXPECT_EQ(glyph_of(character), glyph_of('?'));
}

}  // namespace
}  // namespace kmsmirror::pixels
