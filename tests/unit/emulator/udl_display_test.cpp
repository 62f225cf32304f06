// SPDX-License-Identifier: MIT
#include "tests/vm/emulator/udl_display.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <vector>

#include "tests/unit/emulator/random_source.h"

namespace kmsmirror::emulator {
namespace {

using Octets = std::vector<std::uint8_t>;

constexpr std::uint32_t pixel_limit = 1024 * 768;

class UdlDisplayTest : public testing::Test {
protected:
    UdlDisplayTest() { EXPECT_TRUE(display_.control({0x40, 0x12, 0, 0, 16}, channel_key)); }

    void set_mode(std::uint8_t width, std::uint8_t height, std::uint8_t blank = 0) {
        display_.bulk_out(Octets{0xaf, 0x20,  0xff, 0x00,  0xaf, 0x20, 0x0f, 0,    0xaf, 0x20,
                                 0x10, width, 0xaf, 0x20,  0x17, 0,    0xaf, 0x20, 0x18, height,
                                 0xaf, 0x20,  0x1f, blank, 0xaf, 0x20, 0xff, 0xff});
    }
    void set_blank(std::uint8_t blank) { display_.bulk_out(Octets{0xaf, 0x20, 0x1f, blank, 0xaf, 0x20, 0xff, 0xff}); }
    // `count` pixels from the first on.
    void fill(std::uint8_t count, std::uint16_t pixel) {
        display_.bulk_out(Octets{0xaf, 0x69, 0, 0, 0, count, count, static_cast<std::uint8_t>(pixel >> 8U),
                                 static_cast<std::uint8_t>(pixel), 0xaf});
    }

    inline static const Octets channel_key = {0x57, 0xcd, 0xdc, 0xa7, 0x1c, 0x88, 0x5e, 0x15,
                                              0x60, 0xfe, 0xc6, 0x97, 0x16, 0x3d, 0x47, 0xf2};

    Edid edid_ = build_edid({"udl", "1", 1, {1024, 768}, {}});
    UdlDisplay display_{{0x17e9, 1, "", "", ""}, edid_, pixel_limit};
};

TEST_F(UdlDisplayTest, GivesItsEdidByteByByte) {
    for (std::size_t i = 0; i < edid_.size(); ++i) {
        const auto reply = display_.control({0xc0, 0x02, static_cast<std::uint16_t>(i << 8U), 0xa1, 2}, {});
        ASSERT_TRUE(reply && reply->size() == 2);
        EXPECT_EQ((*reply)[1], edid_[i]);
    }
    EXPECT_EQ(*display_.control({0xc0, 0x02, 0xff00, 0xa1, 2}, {}), (Octets{0, 0}));
}

TEST_F(UdlDisplayTest, ChangesItsEdidFromTheNextReadOn) {
    const auto first_byte = [this] { return display_.control({0xc0, 0x02, 1U << 8U, 0xa1, 2}, {})->at(1); };
    EXPECT_EQ(first_byte(), 0xff);
    display_.answer_edid(EdidAnswer::empty);
    EXPECT_EQ(first_byte(), 0) << "nothing but zeros is no monitor";
    display_.answer_edid(EdidAnswer::good);
    EXPECT_EQ(first_byte(), 0xff);
}

TEST_F(UdlDisplayTest, DescribesItsPixelLimit) {
    const auto reply = display_.control({0x80, 0x06, 0x5f00, 0, 255}, {});
    ASSERT_TRUE(reply);
    EXPECT_EQ(*reply, (Octets{12, 0x5f, 1, 0, 10, 0x00, 0x02, 4, 0x00, 0x00, 0x0c, 0x00}));
}

TEST_F(UdlDisplayTest, StallsOnUnknownRequestsAndKeys) {
    EXPECT_FALSE(display_.control({0x40, 0x77, 0, 0, 0}, {}));
    EXPECT_FALSE(display_.control({0x40, 0x12, 0, 0, 2}, Octets{1, 2}));
    EXPECT_EQ(display_.counters().errors, 2U);
}

TEST_F(UdlDisplayTest, TakesNoDataBeforeAChannelIsSelected) {
    UdlDisplay fresh({}, edid_, pixel_limit);
    EXPECT_FALSE(fresh.bulk_out(Octets{0xaf}));
    EXPECT_EQ(fresh.counters().errors, 1U);
}

TEST_F(UdlDisplayTest, ShowsPixelsThatCameBeforeTheMode) {
    fill(3, 0xf800);
    EXPECT_FALSE(display_.mode());
    set_mode(2, 2);
    ASSERT_TRUE(display_.is_shown());
    EXPECT_EQ(display_.picture().pixels, (std::vector<std::uint32_t>{0xff0000, 0xff0000, 0xff0000, 0}));
    EXPECT_EQ(display_.counters().mode_sets, 1U);
    EXPECT_EQ(display_.counters().errors, 0U);
}

TEST_F(UdlDisplayTest, RefusesAModeBeyondItsLimit) {
    UdlDisplay small({}, edid_, 3);
    small.control({0x40, 0x12, 0, 0, 16}, channel_key);
    small.bulk_out(Octets{0xaf, 0x20, 0x10, 2, 0xaf, 0x20, 0x18, 2, 0xaf, 0x20, 0x0f, 0, 0xaf, 0x20, 0xff, 0xff});
    EXPECT_FALSE(small.mode());
    EXPECT_EQ(small.counters().errors, 1U);
}

TEST_F(UdlDisplayTest, CountsOneUpdateForEachDamageRectangle) {
    set_mode(16, 16);
    fill(4, 1);
    fill(4, 2);
    EXPECT_EQ(display_.counters().updates, 2U);
    EXPECT_EQ(display_.counters().pixels, 8U);
    // A URB that is filled to its end says that more follows.
    Octets full(65024, 0xaf);
    const Octets pixels = {0xaf, 0x68, 0, 0, 0, 1, 0, 7};
    std::ranges::copy(pixels, full.begin());
    display_.bulk_out(full);
    EXPECT_TRUE(display_.is_update_open());
    EXPECT_EQ(display_.counters().updates, 2U);
    fill(4, 2);
    EXPECT_EQ(display_.counters().updates, 3U);
    display_.bulk_out(full);
    display_.finish_update();
    EXPECT_FALSE(display_.is_update_open());
    EXPECT_EQ(display_.counters().updates, 4U);
}

TEST_F(UdlDisplayTest, CountsTheMomentsInWhichContentTurnsBlack) {
    set_mode(2, 2);
    fill(4, 0);
    EXPECT_EQ(display_.counters().black_moments, 0U) << "it was black from the start";
    fill(4, 5);
    fill(2, 0);
    EXPECT_EQ(display_.counters().black_moments, 0U) << "half of it still shows";
    fill(4, 0);
    EXPECT_EQ(display_.counters().black_moments, 1U);
    fill(4, 0);
    EXPECT_EQ(display_.counters().black_moments, 1U) << "it stays black";
    fill(4, 5);
    set_blank(7);
    EXPECT_EQ(display_.counters().black_moments, 2U);
    EXPECT_FALSE(display_.is_shown());
    EXPECT_EQ(display_.picture().pixels, std::vector<std::uint32_t>(4, 0));
    set_blank(0);
    set_blank(1);
    EXPECT_EQ(display_.counters().black_moments, 3U) << "the memory was kept while it was blanked";
}

TEST_F(UdlDisplayTest, SurvivesRandomBytes) {
    RandomSource random(3);
    for (int round = 0; round < 300; ++round) {
        Octets bytes;
        for (int i = 0; i < 40; ++i)
            bytes.insert(bytes.end(), {0xaf, 0x20, static_cast<std::uint8_t>(random.below(0x29)),
                                       static_cast<std::uint8_t>(random.below(4))});
        bytes.insert(bytes.end(), {0xaf, 0x20, 0xff, 0xff});
        display_.bulk_out(bytes);
        if (const auto size = display_.mode()) {
            EXPECT_EQ(display_.picture().pixels.size(), std::size_t{size->width} * size->height);
        }
    }
    EXPECT_GT(display_.counters().mode_sets, 0U);
    EXPECT_GT(display_.counters().errors, 0U);
}

}  // namespace
}  // namespace kmsmirror::emulator
