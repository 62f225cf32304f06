// SPDX-License-Identifier: MIT
#include "tests/vm/emulator/gud_display.h"

#include <gtest/gtest.h>
#include <lz4.h>

#include <algorithm>
#include <array>

#include "tests/unit/emulator/random_source.h"

namespace kmsmirror::emulator {
namespace {

using Octets = std::vector<std::uint8_t>;

constexpr Size display_size{4, 2};

GudCapabilities capabilities() {
    GudCapabilities result;
    result.formats = {GudFormat::xrgb8888, GudFormat::rgb565};
    result.max_buffer_size = 4 * 2 * 4;
    result.modes = {timing_for(display_size)};
    result.smallest = {2, 2};
    result.largest = display_size;
    return result;
}

class GudDisplayTest : public testing::Test {
protected:
    ControlReply get(std::uint8_t request, std::uint16_t value = 0) {
        return display_.control({0xc1, request, value, 0, 512}, {});
    }
    bool set(std::uint8_t request, const Octets& data) {
        return display_.control({0x41, request, 0, 0, static_cast<std::uint16_t>(data.size())}, data).has_value();
    }
    std::uint8_t status() { return display_.control({0xc1, gud::get_status, 0, 0, 1}, {})->at(0); }

    bool check(Size wanted, GudFormat format) {
        GudCapabilities mode;
        mode.modes = {timing_for(wanted)};
        mode.modes[0].clock_khz = 1000;  // no standard has so small a mode
        Octets bytes = encode_modes(mode);
        bytes.insert(bytes.end(), {static_cast<std::uint8_t>(format), 0});
        return set(gud::set_state_check, bytes);
    }
    void turn_on(GudFormat format = GudFormat::xrgb8888) {
        EXPECT_TRUE(set(gud::set_controller_enable, {1}));
        EXPECT_TRUE(check(display_size, format));
        EXPECT_TRUE(set(gud::set_state_commit, {}));
        EXPECT_TRUE(set(gud::set_display_enable, {1}));
    }
    bool announce(const GudBuffer& buffer) {
        Octets bytes;
        for (const std::uint32_t value : {buffer.x, buffer.y, buffer.width, buffer.height, buffer.length})
            append_le32(bytes, value);
        bytes.push_back(buffer.compression);
        append_le32(bytes, buffer.compressed_length);
        return set(gud::set_buffer, bytes);
    }
    void fill(std::uint8_t byte) {
        EXPECT_TRUE(announce({0, 0, 4, 2, 32, 0, 0}));
        EXPECT_TRUE(display_.bulk_out(Octets(32, byte)));
    }
    [[nodiscard]] std::uint64_t errors() const { return display_.counters().errors; }

    Edid edid_ = build_edid({"gud", "1", 2, {1024, 768}, {}});
    GudDisplay display_{{}, edid_, capabilities()};
};

TEST_F(GudDisplayTest, AnswersTheDriversProbe) {
    EXPECT_EQ(get(gud::get_descriptor)->size(), 30U);
    EXPECT_EQ(*get(gud::get_formats), (Octets{0x80, 0x40}));
    EXPECT_EQ(*get(gud::get_properties), (Octets{50, 0, 1, 0, 0, 0, 0, 0, 0, 0}));
    EXPECT_EQ(*get(gud::get_connectors), (Octets{7, 0, 0, 0, 0}));
    EXPECT_EQ(*get(gud::get_connector_properties), Octets{});
    EXPECT_TRUE(set(gud::set_force_detect, {}));
    EXPECT_EQ(*get(gud::get_connector_status), Octets{1});
    EXPECT_EQ(get(gud::get_connector_modes)->size(), 24U);
    EXPECT_EQ(*get(gud::get_connector_edid), Octets(edid_.begin(), edid_.end()));
    EXPECT_EQ(errors(), 0U);
}

TEST_F(GudDisplayTest, StallsAndThenTellsWhy) {
    EXPECT_FALSE(get(gud::get_connector_edid, 1));
    EXPECT_EQ(status(), 2);
    EXPECT_FALSE(get(gud::get_tv_mode_values));
    EXPECT_EQ(status(), 2);
    EXPECT_FALSE(set(0x77, {}));
    EXPECT_EQ(status(), 2);
    EXPECT_FALSE(set(gud::set_state_commit, {}));
    EXPECT_EQ(status(), 3) << "commit without check";
    EXPECT_FALSE(check({8, 8}, GudFormat::xrgb8888));
    EXPECT_EQ(status(), 4);
    EXPECT_FALSE(set(gud::set_display_enable, {2}));
    EXPECT_EQ(status(), 4);
    EXPECT_EQ(errors(), 6U);
    EXPECT_TRUE(get(gud::get_formats));
    EXPECT_EQ(status(), 0);
}

TEST_F(GudDisplayTest, ARefusedCheckTakesTheAcceptedOneBack) {
    EXPECT_TRUE(check(display_size, GudFormat::rgb565));
    EXPECT_FALSE(check({8, 8}, GudFormat::rgb565));
    EXPECT_FALSE(set(gud::set_state_commit, {}));
}

TEST_F(GudDisplayTest, RefusesEveryModeIfItIsToldTo) {
    display_.refuse_modes(true);
    EXPECT_FALSE(check(display_size, GudFormat::xrgb8888));
    EXPECT_EQ(status(), 4);
    EXPECT_FALSE(set(gud::set_state_commit, {}));
    display_.refuse_modes(false);
    EXPECT_TRUE(check(display_size, GudFormat::xrgb8888));
    EXPECT_TRUE(set(gud::set_state_commit, {}));
}

TEST_F(GudDisplayTest, TellsWhetherItShowsCertainColoursAlone) {
    constexpr std::array<std::uint32_t, 2> colours = {0x101010, 0x212421};
    EXPECT_FALSE(display_.consists_of(colours)) << "it is off";
    turn_on();
    EXPECT_FALSE(display_.consists_of(colours)) << "it is black";
    fill(0x10);
    EXPECT_TRUE(display_.consists_of(colours));
    fill(0x11);
    EXPECT_FALSE(display_.consists_of(colours));
    turn_on(GudFormat::rgb565);
    EXPECT_TRUE(announce({0, 0, 4, 2, 16, 0, 0}));
    Octets pixels;
    for (int i = 0; i < 8; ++i)
        append_le16(pixels, 0x2124);
    EXPECT_TRUE(display_.bulk_out(pixels));
    EXPECT_TRUE(display_.consists_of(colours)) << "2124 in RGB565 is both";
    EXPECT_TRUE(set(gud::set_display_enable, {0}));
    EXPECT_FALSE(display_.consists_of(colours)) << "it is off";
}

TEST_F(GudDisplayTest, ChangesItsEdidFromTheNextReadOn) {
    display_.answer_edid(EdidAnswer::corrupt);
    EXPECT_EQ(*get(gud::get_connector_edid), answer_with(edid_, EdidAnswer::corrupt));
    display_.answer_edid(EdidAnswer::empty);
    EXPECT_EQ(*get(gud::get_connector_edid), Octets{});
    display_.answer_edid(EdidAnswer::good);
    EXPECT_EQ(*get(gud::get_connector_edid), Octets(edid_.begin(), edid_.end()));
}

TEST_F(GudDisplayTest, ShowsNothingUntilModeControllerAndOutputAreOn) {
    EXPECT_FALSE(display_.mode());
    EXPECT_TRUE(check(display_size, GudFormat::rgb565));
    EXPECT_FALSE(display_.mode());
    EXPECT_TRUE(set(gud::set_state_commit, {}));
    EXPECT_EQ(display_.mode(), display_size);
    EXPECT_FALSE(display_.is_shown());
    EXPECT_TRUE(set(gud::set_controller_enable, {1}));
    EXPECT_FALSE(display_.is_shown());
    EXPECT_TRUE(set(gud::set_display_enable, {1}));
    EXPECT_TRUE(display_.is_shown());
    EXPECT_EQ(display_.counters().mode_sets, 1U);
}

TEST_F(GudDisplayTest, PlacesARectangle) {
    turn_on(GudFormat::rgb565);
    EXPECT_TRUE(announce({1, 1, 2, 1, 4, 0, 0}));
    EXPECT_TRUE(display_.bulk_out(Octets{0x00, 0xf8}));
    EXPECT_EQ(display_.counters().updates, 0U) << "half of it is missing";
    EXPECT_TRUE(display_.bulk_out(Octets{0x1f, 0x00}));
    EXPECT_EQ(display_.counters().updates, 1U);
    EXPECT_EQ(display_.counters().pixels, 2U);
    const Image picture = display_.picture();
    EXPECT_EQ(picture.depth, Depth::rgb565);
    EXPECT_EQ(picture.pixels, (std::vector<std::uint32_t>{0, 0, 0, 0, 0, 0xff0000, 0x0000ff, 0}));
}

TEST_F(GudDisplayTest, TakesCompressedData) {
    turn_on();
    const Octets plain(32, 0x55);
    Octets block(32);
    const int made = LZ4_compress_default(reinterpret_cast<const char*>(plain.data()),
                                          reinterpret_cast<char*>(block.data()), 32, 32);
    ASSERT_GT(made, 0);
    block.resize(static_cast<std::size_t>(made));
    EXPECT_TRUE(announce({0, 0, 4, 2, 32, 1, static_cast<std::uint32_t>(made)}));
    EXPECT_TRUE(display_.bulk_out(block));
    EXPECT_EQ(display_.picture().pixels, std::vector<std::uint32_t>(8, 0x55555555));
}

TEST_F(GudDisplayTest, StallsOnBadCompressedData) {
    turn_on();
    EXPECT_TRUE(announce({0, 0, 4, 2, 32, 1, 5}));
    EXPECT_FALSE(display_.bulk_out(Octets{0xff, 0xff, 0xff, 0xff, 0xff}));
    EXPECT_EQ(errors(), 1U);
    EXPECT_EQ(display_.counters().updates, 0U);
    fill(1);
    EXPECT_EQ(display_.counters().updates, 1U);
}

TEST_F(GudDisplayTest, StallsOnDataThatWasNotAnnounced) {
    turn_on();
    EXPECT_FALSE(display_.bulk_out(Octets(4)));
    EXPECT_TRUE(announce({0, 0, 1, 1, 4, 0, 0}));
    EXPECT_FALSE(display_.bulk_out(Octets(5)));
    EXPECT_FALSE(display_.bulk_out(Octets(4)));
    EXPECT_EQ(errors(), 3U);
}

TEST_F(GudDisplayTest, RefusesABufferWithoutAModeOrOutsideIt) {
    EXPECT_FALSE(announce({0, 0, 1, 1, 4, 0, 0}));
    EXPECT_EQ(status(), 3);
    turn_on();
    EXPECT_FALSE(announce({4, 0, 1, 1, 4, 0, 0}));
    EXPECT_EQ(status(), 4);
}

TEST_F(GudDisplayTest, StartsAnewAfterATransferThatTheHostGaveUp) {
    turn_on();
    EXPECT_TRUE(announce({0, 0, 4, 2, 32, 0, 0}));
    EXPECT_TRUE(display_.bulk_out(Octets(16, 1)));
    fill(2);
    EXPECT_EQ(errors(), 1U);
    EXPECT_EQ(display_.picture().pixels, std::vector<std::uint32_t>(8, 0x02020202));
}

TEST_F(GudDisplayTest, CountsTheMomentsInWhichContentTurnsBlack) {
    turn_on();
    fill(0);
    EXPECT_EQ(display_.counters().black_moments, 0U);
    fill(9);
    EXPECT_TRUE(announce({0, 0, 1, 1, 4, 0, 0}));
    EXPECT_TRUE(display_.bulk_out(Octets(4, 0)));
    EXPECT_EQ(display_.counters().black_moments, 0U) << "the rest still shows";
    EXPECT_TRUE(announce({0, 0, 4, 2, 32, 0, 0}));
    Octets opaque_black(32, 0);
    for (std::size_t i = 3; i < opaque_black.size(); i += 4)
        opaque_black[i] = 0xff;
    EXPECT_TRUE(display_.bulk_out(opaque_black));
    EXPECT_EQ(display_.counters().black_moments, 1U) << "the X byte shows nothing";
    fill(9);
    EXPECT_TRUE(set(gud::set_display_enable, {0}));
    EXPECT_TRUE(set(gud::set_controller_enable, {0}));
    EXPECT_EQ(display_.counters().black_moments, 2U);
    EXPECT_EQ(display_.picture().pixels, std::vector<std::uint32_t>(8, 0));
    turn_on();
    EXPECT_TRUE(check(display_size, GudFormat::rgb565));
    EXPECT_TRUE(set(gud::set_state_commit, {}));
    EXPECT_EQ(display_.counters().black_moments, 3U) << "another format empties the memory";
}

TEST_F(GudDisplayTest, SurvivesRandomRequests) {
    RandomSource random(5);
    constexpr std::array<std::uint8_t, 8> requests = {0x00, 0x53, 0x60, 0x60, 0x61, 0x62, 0x63, 0x64};
    turn_on();
    for (int round = 0; round < 20000; ++round) {
        Octets data(random.below(40));
        std::ranges::generate(data, [&random] { return static_cast<std::uint8_t>(random.below(5)); });
        const std::uint8_t type = random.below(4) == 0 ? 0xc1 : 0x41;
        static_cast<void>(display_.control({type, requests[random.below(requests.size())], 0, 0, 40}, data));
        display_.bulk_out(data);
        if (round % 100 == 0)
            announce({random.below(4), random.below(2), 1, 1, 4, 0, 0});
    }
    EXPECT_EQ(display_.picture().pixels.size(), 8U);
    EXPECT_GT(errors(), 0U);
}

}  // namespace
}  // namespace kmsmirror::emulator
