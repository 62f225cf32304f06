// SPDX-License-Identifier: MIT
#include "tools/y4m_frames.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "file_with.h"

namespace kmsmirror::tools {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::StartsWith;

// What a grey of limited range looks like.
constexpr std::uint32_t white = 0xffffff;
constexpr std::uint32_t black = 0x000000;
constexpr std::uint32_t grey = 0x828282;
constexpr std::uint32_t red = 0xfe0000;

// All pixels of all frames, then why there are no more.
struct Reading {
    PictureLayout layout;
    std::vector<std::uint32_t> pixels;
    std::string end;
};

Reading read_y4m(const std::string& content) {
    const UniqueFd file = test::file_with(content);
    Input input(file.get());
    Reading reading;
    try {
        Y4mFrames frames(input);
        reading.layout = frames.layout();
        std::vector<std::uint32_t> frame(reading.layout.bytes() / 4);
        while (frames.read(std::as_writable_bytes(std::span(frame))))
            reading.pixels.insert(reading.pixels.end(), frame.begin(), frame.end());
        reading.end = "end";
    } catch (const std::runtime_error& error) {
        reading.end = error.what();
    }
    return reading;
}

std::string refusal_of_header(const std::string& header) {
    try {
        (void)parse_y4m_header(header);
    } catch (const std::runtime_error& error) {
        return error.what();
    }
    return "accepted";
}

// 235 = white, 16 = black, 126 = grey; 81, 90, 240 = red of BT.601
TEST(Y4mFrames, HaveASampleOfColourForFourPixels) {
    const Reading reading = read_y4m(
        "YUV4MPEG2 W3 H3 F25:1 Ip A1:1 C420jpeg\nFRAME\n"
        "\x51\x51\xeb\x51\x51\x10\xeb\x7e\x10"
        "\x5a\x80\x80\x80"
        "\xf0\x80\x80\x80");
    EXPECT_EQ(reading.end, "end");
    EXPECT_EQ(reading.layout.width, 3U);
    EXPECT_EQ(reading.layout.height, 3U);
    EXPECT_THAT(reading.pixels, ElementsAre(red, red, white, red, red, black, white, 0x808080, black));
}

TEST(Y4mFrames, HaveOtherSamplesOfColourToo) {
    const std::string two_pixels = "\x51\x51";
    EXPECT_THAT(read_y4m("YUV4MPEG2 W2 H1 C422\nFRAME\n" + two_pixels + "\x5a\xf0").pixels, ElementsAre(red, red));
    EXPECT_THAT(read_y4m("YUV4MPEG2 W2 H1 C411\nFRAME\n" + two_pixels + "\x5a\xf0").pixels, ElementsAre(red, red));
    EXPECT_THAT(read_y4m("YUV4MPEG2 W2 H1 C444\nFRAME\n" + two_pixels + "\x5a\x80\xf0\x80").pixels,
                ElementsAre(red, 0x4c4c4c));
    EXPECT_THAT(read_y4m("YUV4MPEG2 W2 H1 Cmono\nFRAME\n\xeb\x10").pixels, ElementsAre(white, black));
    EXPECT_THAT(read_y4m("YUV4MPEG2 W2 H1\nFRAME\n" + two_pixels + "\x5a\xf0").pixels, ElementsAre(red, red)) << "420";
}

TEST(Y4mFrames, ComeOneAfterTheOther) {
    const Reading reading = read_y4m(
        "YUV4MPEG2 W1 H1 Cmono\nFRAME\n\xeb"
        "FRAME Ip XNOTE\n\x10");
    EXPECT_EQ(reading.end, "end");
    EXPECT_THAT(reading.pixels, ElementsAre(white, black));
}

TEST(Y4mFrames, AreOfFullRangeWhereTheHeaderSaysSo) {
    EXPECT_THAT(read_y4m("YUV4MPEG2 W2 H1 Cmono XCOLORRANGE=FULL\nFRAME\n\x82\xff").pixels, ElementsAre(grey, white));
    EXPECT_THAT(read_y4m("YUV4MPEG2 W2 H1 Cmono XCOLORRANGE=LIMITED\nFRAME\n\x82\xff").pixels,
                ElementsAre(0x858585, white));
}

// pure red of BT.709 is 63, 102, 240
TEST(Y4mFrames, AreOfHighDefinitionFrom720RowsOn) {
    const auto first_pixel = [](int rows) {
        std::string content = "YUV4MPEG2 W1 H" + std::to_string(rows) + " C444\nFRAME\n";
        for (const char* sample : {"\x3f", "\x66", "\xf0"})
            for (int y = 0; y < rows; ++y)
                content += sample;
        return read_y4m(content).pixels.at(0);
    };
    EXPECT_EQ(first_pixel(720), 0xff0100U);
    EXPECT_NE(first_pixel(719), 0xff0100U);
}

TEST(Y4mFrames, TellWhereTheInputEndsInTheMiddleOfOne) {
    EXPECT_EQ(read_y4m("YUV4MPEG2 W2 H1 Cmono\nFRAME\nabFRAME\nc").end,
              "the input ended in the middle of frame 2: 1 of 2 bytes");
    EXPECT_EQ(read_y4m("YUV4MPEG2 W2 H1 Cmono\nFRAME\nabFR").end, "the input ended in the middle of frame 2");
    EXPECT_EQ(read_y4m("YUV4MPEG2 W2 H1 Cmono\nFRAME\nabmessage\n").end,
              "y4m: frame 2 does not begin where it should: something else is in the stream");
}

TEST(Y4mFrames, AreRefusedWhereTheHeaderIsNotKnown) {
    EXPECT_EQ(
        refusal_of_header("YUV4MPEG2 W16 H16 C420p10 XYSCSS=420P10"),
        "y4m: colours of the kind 420p10 are not known, those of 420, 422, 444 and mono of 8 bits are; ffmpeg makes "
        "them with -pix_fmt yuv420p");
    EXPECT_EQ(refusal_of_header("YUV4MPEG2 W16"), "y4m: the header does not say the size");
    EXPECT_EQ(refusal_of_header("YUV4MPEG2 W0 H16"), "y4m: the header does not say the size");
    EXPECT_EQ(refusal_of_header("YUV4MPEG2 W16385 H16"),
              "y4m: W16385 in the header: \"16385\" is not a number up to 16384");
    EXPECT_THAT(refusal_of_header("YUV4MPEG2 W-1\x1b H16"), StartsWith("y4m: W-1? in the header: \"-1?\" is not"));
    EXPECT_THAT(read_y4m("YUV4MPEG2 W16 H16").end, HasSubstr("a header does not end"));
    EXPECT_THAT(read_y4m("YUV4MPEG2 " + std::string(5000, 'X')).end, HasSubstr("a header does not end"));
}

TEST(Y4mFrames, SayHowLongOneIsShown) {
    EXPECT_EQ(parse_y4m_header("YUV4MPEG2 W1 H1 F25:1").period, std::chrono::milliseconds(40));
    EXPECT_EQ(parse_y4m_header("YUV4MPEG2 W1 H1 F30000:1001").period.count(), 33366666);
    EXPECT_EQ(parse_y4m_header("YUV4MPEG2 W1 H1 F0:0").period.count(), 0);
    EXPECT_EQ(parse_y4m_header("YUV4MPEG2 W1 H1").period.count(), 0);
    EXPECT_THAT(refusal_of_header("YUV4MPEG2 W1 H1 F25"), StartsWith("y4m: F25 in the header: \"\" is not a number"));
}

TEST(Y4mFrames, SayWhatTheShapeOfAPictureIsWhosePixelsAreNotSquare) {
    const auto shape_of = [](const std::string& parameters) {
        const UniqueFd file = test::file_with("YUV4MPEG2 W720 H576 " + parameters + "\n");
        Input input(file.get());
        const PictureLayout shape = Y4mFrames(input).shape();
        return std::pair(shape.width, shape.height);
    };
    EXPECT_EQ(shape_of("A64:45"), std::pair(1024U, 576U));
    EXPECT_EQ(shape_of("A16:15"), std::pair(768U, 576U));
    for (const char* square : {"A1:1", "A0:0", "A5:0", "A0:5", ""})
        EXPECT_EQ(shape_of(square), std::pair(720U, 576U)) << square;
    EXPECT_EQ(shape_of("A1:65535").first, 1U);
    EXPECT_THAT(refusal_of_header("YUV4MPEG2 W1 H1 A65536:1"), StartsWith("y4m: A65536:1 in the header"));
}

// The definition, in floating point: ITU-R BT.601-7 2.5 and BT.709-6 3.
double exact(double y, double from_cb, double from_cr) {
    return std::clamp(y + from_cb + from_cr, 0.0, 255.0);
}

TEST(YuvConverter, DiffersFromTheDefinitionByHalfAStepAtMost) {
    for (const YuvMatrix matrix : {YuvMatrix::bt601, YuvMatrix::bt709})
        for (const YuvRange range : {YuvRange::limited, YuvRange::full}) {
            const YuvConverter converter(matrix, range);
            const bool is_full = range == YuvRange::full;
            const double kr = matrix == YuvMatrix::bt601 ? 0.299 : 0.2126;
            const double kb = matrix == YuvMatrix::bt601 ? 0.114 : 0.0722;
            const double kg = 1 - kr - kb;
            double worst = 0;
            for (int y = 0; y < 256; y += 5)
                for (int cb = 0; cb < 256; cb += 5)
                    for (int cr = 0; cr < 256; cr += 5) {
                        const double luma = is_full ? y : (y - 16) * 255.0 / 219;
                        const double u = (cb - 128) * (is_full ? 1 : 255.0 / 224);
                        const double v = (cr - 128) * (is_full ? 1 : 255.0 / 224);
                        const std::uint32_t pixel = converter.convert(
                            static_cast<std::uint8_t>(y), static_cast<std::uint8_t>(cb), static_cast<std::uint8_t>(cr));
                        const double red_error = std::abs(exact(luma, 0, 2 * (1 - kr) * v) - (pixel >> 16));
                        const double green_error =
                            std::abs(exact(luma, -2 * kb * (1 - kb) / kg * u, -2 * kr * (1 - kr) / kg * v) -
                                     (pixel >> 8 & 0xff));
                        const double blue_error = std::abs(exact(luma, 2 * (1 - kb) * u, 0) - (pixel & 0xff));
                        worst = std::max({worst, red_error, green_error, blue_error});
                    }
            EXPECT_LT(worst, 0.51);
        }
}

}  // namespace
}  // namespace kmsmirror::tools
