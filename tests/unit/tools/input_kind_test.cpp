// SPDX-License-Identifier: MIT
#include "tools/input_kind.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <random>
#include <string_view>
#include <vector>

#include "tools/pattern.h"

namespace kmsmirror::tools {
namespace {

using std::string_view_literals::operator""sv;

std::span<const std::byte> beginning_of(std::string_view text) {
    return std::as_bytes(std::span(text));
}

std::string name_found_in(std::string_view beginning) {
    return recognise_other_kind(beginning_of(beginning)).name;
}

std::string text_found_in(std::string_view beginning) {
    return recognise_other_kind(beginning_of(beginning)).text;
}

TEST(InputKind, IsTheOneOfPicturesAndFilms) {
    EXPECT_EQ(name_found_in("\x89PNG\r\n\x1a\n\0\0\0\rIHDR"sv), "a PNG picture");
    EXPECT_EQ(name_found_in("\xff\xd8\xff\xe0\0\x10JFIF"sv), "a JPEG picture");
    for (const char* first_segment : {"\xff\xd8\xff\xee", "\xff\xd8\xff\xe2", "\xff\xd8\xff\xc0"})
        EXPECT_EQ(name_found_in(first_segment), "a JPEG picture");
    EXPECT_EQ(name_found_in("GIF89a"), "a GIF picture");
    EXPECT_EQ(name_found_in("BM\x36\x10\x0e\0\0\0\0\0\x36\0\0\0\x28\0\0\0"sv), "a BMP picture");
    EXPECT_EQ(name_found_in("\x30\x26\xb2\x75\x8e\x66\xcf\x11"), "a Windows Media film");
    EXPECT_EQ(name_found_in("\0\0\0\1\x27\x64\0\x1f"sv), "an H.264 stream");
    EXPECT_EQ(name_found_in("\0\0\0\1\x09\xf0\0\0\0\1\x67"sv), "an H.264 stream");
    EXPECT_EQ(name_found_in("\x1a\x45\xdf\xa3\xa3"), "a Matroska or WebM film");
    EXPECT_EQ(name_found_in("\0\0\0\x20"
                            "ftypisom"sv),
              "an MP4 or QuickTime film, or a HEIF or AVIF picture");
    EXPECT_EQ(name_found_in("RIFF\x10\0\0\0AVI LIST"sv), "a RIFF file, such as AVI or WebP");
    EXPECT_EQ(name_found_in("\x47\x40\x11\x10\0\x42\xf0\x25"sv), "an MPEG transport stream");
    EXPECT_EQ(name_found_in("P6\n1024 768\n255\n"), "a PNM picture");
    EXPECT_EQ(name_found_in("P6"), "");
}

TEST(InputKind, IsTextWhereALineOfItBegins) {
    EXPECT_EQ(text_found_in("Setting pipeline to PAUSED ...\nPipeline is PREROLLING ...\n"),
              "Setting pipeline to PAUSED ...");
    EXPECT_EQ(text_found_in("\x1b[31mERROR: from element\x1b[0m\n"), "?[31mERROR: from element?[0m");
    EXPECT_EQ(text_found_in("Leitung wird auf PAUSIERT gesetzt \xe2\x80\xa6\n"),
              "Leitung wird auf PAUSIERT gesetzt ???");
    EXPECT_EQ(text_found_in("<!DOCTYPE html>\n"), "<!DOCTYPE html>");
    EXPECT_EQ(text_found_in("a line that never ends, so that it may be anything"), "");
    EXPECT_EQ(text_found_in(std::string(200, 'a') + '\n').size(), 60U);
}

TEST(InputKind, IsY4mByItsFirstWord) {
    constexpr std::string_view beginning = "YUV4MPEG2 W16 H16 F25:1 Ip A0:0 C420jpeg\nFRAME\n";
    EXPECT_TRUE(is_y4m(beginning_of(beginning)));
    EXPECT_EQ(name_found_in(beginning) + text_found_in(beginning), "");
    EXPECT_FALSE(is_y4m(beginning_of("YUV4MPEG")));
}

TEST(InputKind, IsNoOtherWhereThereMayBePixels) {
    EXPECT_EQ(name_found_in("") + text_found_in(""), "");
    for (const PatternKind& kind : pattern_kinds()) {
        const auto pattern = kind.make(160, 100);
        pattern->draw(0);
        const OtherKind other = recognise_other_kind(std::as_bytes(pattern->canvas().pixels()).first(input_kind_bytes));
        EXPECT_EQ(other.name + other.text, "") << kind.name;
    }
    // every colour of rgb565
    for (std::uint32_t colour = 0; colour < 0x10000; ++colour) {
        const std::vector<std::uint16_t> row(input_kind_bytes / 2, static_cast<std::uint16_t>(colour));
        const OtherKind other = recognise_other_kind(std::as_bytes(std::span(row)));
        ASSERT_EQ(other.name + other.text, "") << colour;
    }
}

TEST(InputKind, IsNoOtherForNoise) {
    std::minstd_rand random(7);
    std::vector<std::byte> noise(input_kind_bytes);
    for (int i = 0; i < 100'000; ++i) {
        std::ranges::generate(noise, [&random] { return static_cast<std::byte>(random() >> 8); });
        const OtherKind other = recognise_other_kind(noise);
        ASSERT_EQ(other.name + other.text, "") << i;
    }
}

// bgr0 whose fourth byte is 0 or 255, in any colour that a kind begins with
TEST(InputKind, IsNoOtherForOneColour) {
    for (const std::uint32_t first : {0x89504e47U, 0xffd8ffe0U, 0xffd8ffeeU, 0x424d3610U, 0x3026b275U, 0x47494638U,
                                      0x1a45dfa3U, 0x47400010U, 0x50360a31U, 0x00000001U})
        for (const std::uint32_t fourth : {0x00U, 0xffU}) {
            const std::uint32_t pixel =
                (first >> 24) | (first >> 8 & 0xff00U) | (first << 8 & 0xff0000U) | fourth << 24;
            const std::vector<std::uint32_t> row(input_kind_bytes / 4, pixel);
            const OtherKind other = recognise_other_kind(std::as_bytes(std::span(row)));
            EXPECT_EQ(other.name + other.text, "") << std::hex << first;
        }
}

}  // namespace
}  // namespace kmsmirror::tools
