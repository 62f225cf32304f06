// SPDX-License-Identifier: MIT
#include "tests/vm/emulator/edid.h"

#include <gmock/gmock.h>

#include <numeric>
#include <span>
#include <stdexcept>
#include <string>

namespace kmsmirror::emulator {
namespace {

using testing::Each;

EdidContent content() {
    return {"panel-one", "4711", 1, {1024, 768}, {}};
}

unsigned sum_of(std::span<const std::uint8_t> edid) {
    return std::accumulate(edid.begin(), edid.end(), 0U) & 0xffU;
}

std::string text_at(const Edid& edid, std::size_t descriptor) {
    const auto* start = edid.data() + 54 + 18 * descriptor;
    return {start + 5, start + 18};
}

TEST(Edid, SumsUpToZero) {
    EdidContent wanted = content();
    EXPECT_EQ(sum_of(build_edid(wanted)), 0U);
    wanted.name = "another name that is much too long";
    wanted.others = {{800, 600}, {1280, 720}, {1366, 768}};
    EXPECT_EQ(sum_of(build_edid(wanted)), 0U);
}

TEST(Edid, StartsWithTheHeaderAndVersion) {
    const Edid edid = build_edid(content());
    EXPECT_EQ(edid[0], 0);
    EXPECT_THAT(std::vector(edid.begin() + 1, edid.begin() + 7), Each(0xff));
    EXPECT_EQ(edid[7], 0);
    EXPECT_EQ(edid[8] << 8 | edid[9], 11 << 10 | 13 << 5 | 13);
    EXPECT_EQ(edid[18], 1);
    EXPECT_EQ(edid[19], 4);
    EXPECT_EQ(edid[126], 0);
}

TEST(Edid, SaysTheDmtTimingOfXga) {
    const Edid edid = build_edid(content());
    const std::array<std::uint8_t, 18> expected = {0x64, 0x19, 0x00, 0x40, 0x41, 0x00, 0x26, 0x30, 0x18,
                                                   0x88, 0x36, 0x00, 0x0e, 0xcb, 0x10, 0x00, 0x00, 0x18};
    EXPECT_TRUE(std::equal(expected.begin(), expected.end(), edid.begin() + 54));
}

TEST(Edid, NamesTheDisplayAndItsSerialNumber) {
    const Edid edid = build_edid(content());
    EXPECT_EQ(text_at(edid, 1), "panel-one\n   ");
    EXPECT_EQ(edid[54 + 18 + 3], 0xfc);
    EXPECT_EQ(text_at(edid, 2), "4711\n        ");
    EXPECT_EQ(edid[54 + 36 + 3], 0xff);
    EXPECT_EQ(edid[12] | edid[13] << 8, 4711);
}

TEST(Edid, CutsALongNameWithoutANewline) {
    EdidContent wanted = content();
    wanted.name = "0123456789abcdef";
    EXPECT_EQ(text_at(build_edid(wanted), 1), "0123456789abc");
}

TEST(Edid, PutsOtherModesWhereTheyFit) {
    EdidContent wanted = content();
    wanted.others = {{640, 480}, {800, 600}, {1280, 1024}, {1366, 768}};
    const Edid edid = build_edid(wanted);
    EXPECT_EQ(edid[35], 0x21);
    EXPECT_EQ(edid[36], 0x00);
    EXPECT_EQ(edid[38], 1280 / 8 - 31);
    EXPECT_EQ(edid[39], 0x80);  // 5:4, 60 Hz
    EXPECT_EQ(edid[40], 0x01);
    EXPECT_EQ(edid[54 + 54 + 2], 1366 & 0xff);
}

TEST(Edid, RefusesModesForWhichThereIsNoRoom) {
    EdidContent wanted = content();
    wanted.others = {{1366, 768}, {1234, 700}};
    EXPECT_THROW(static_cast<void>(build_edid(wanted)), std::invalid_argument);
}

TEST(Edid, RefusesSizesItCannotSay) {
    for (const Size size : {Size{0, 768}, Size{1024, 0}, Size{4096, 100}, Size{4095, 4095}, Size{~0U, ~0U}}) {
        EdidContent wanted = content();
        wanted.preferred = size;
        EXPECT_THROW(static_cast<void>(build_edid(wanted)), std::invalid_argument) << size.width << 'x' << size.height;
    }
}

TEST(Edid, IsSpoiltOnRequest) {
    const Edid edid = build_edid(content());
    EXPECT_EQ(answer_with(edid, EdidAnswer::good), std::vector<std::uint8_t>(edid.begin(), edid.end()));
    EXPECT_TRUE(answer_with(edid, EdidAnswer::empty).empty());

    const auto garbled = answer_with(edid, EdidAnswer::garbled);
    EXPECT_EQ(sum_of(garbled), 0U);
    EXPECT_TRUE(std::equal(edid.begin(), edid.begin() + 72, garbled.begin())) << "the timing is as it was";
    EXPECT_EQ(garbled[77], 0x1b) << "but the name starts with an escape";

    const auto corrupt = answer_with(edid, EdidAnswer::corrupt);
    EXPECT_NE(sum_of(corrupt), 0U);
    EXPECT_TRUE(std::equal(garbled.begin(), garbled.end() - 1, corrupt.begin()));
}

TEST(Timing, UsesReducedBlankingWithoutAStandard) {
    // VESA's spreadsheet for 1680x1050 at 60 Hz, reduced blanking.
    const Timing timing = timing_for({1680, 1050});
    EXPECT_EQ(timing.clock_khz, 119000U);
    EXPECT_EQ(timing.hsync_start, 1728U);
    EXPECT_EQ(timing.hsync_end, 1760U);
    EXPECT_EQ(timing.htotal, 1840U);
    EXPECT_EQ(timing.vsync_start, 1053U);
    EXPECT_EQ(timing.vsync_end, 1059U);
    EXPECT_EQ(timing.vtotal, 1080U);
    EXPECT_TRUE(timing.hsync_positive);
    EXPECT_FALSE(timing.vsync_positive);
}

}  // namespace
}  // namespace kmsmirror::emulator
