// SPDX-License-Identifier: MIT
#include "tests/vm/emulator/udl_stream.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <memory>
#include <vector>

#include "tests/unit/emulator/random_source.h"

namespace kmsmirror::emulator {
namespace {

using Octets = std::vector<std::uint8_t>;

constexpr std::size_t last_pixel = PixelMemory::pixel_count - 1;

class UdlStreamTest : public testing::Test {
protected:
    UdlResult decode(const Octets& bytes) { return stream_.decode(bytes); }
    void set_register(std::uint8_t number, std::uint8_t value) { decode({0xaf, 0x20, number, value}); }
    [[nodiscard]] std::uint16_t pixel(std::size_t index) const { return stream_.pixels()[index]; }

    UdlStream stream_;
};

TEST_F(UdlStreamTest, WritesRawPixelsBigEndian) {
    const auto result = decode({0xaf, 0x68, 0x00, 0x00, 0x04, 2, 0x12, 0x34, 0x56, 0x78});
    EXPECT_EQ(result.error, nullptr);
    EXPECT_EQ(result.pixels, 2U);
    EXPECT_EQ(result.bits, 0x1234 | 0x5678);
    EXPECT_EQ(pixel(1), 0);
    EXPECT_EQ(pixel(2), 0x1234);
    EXPECT_EQ(pixel(3), 0x5678);
    EXPECT_EQ(pixel(4), 0);
}

TEST_F(UdlStreamTest, WritesRunLengths) {
    const auto result = decode({0xaf, 0x69, 0, 0, 0, 5, 3, 0x00, 0x0a, 2, 0x00, 0x0b});
    EXPECT_EQ(result.error, nullptr);
    EXPECT_EQ(result.pixels, 5U);
    EXPECT_EQ(pixel(2), 0x0a);
    EXPECT_EQ(pixel(3), 0x0b);
    EXPECT_EQ(pixel(4), 0x0b);
    EXPECT_EQ(pixel(5), 0);
}

TEST_F(UdlStreamTest, AlternatesRawAndRepeatedPixelsInRlx) {
    const auto result = decode({0xaf, 0x6b, 0, 0, 0, 6, 2, 0, 1, 0, 2, 3, 1, 0, 9});
    EXPECT_EQ(result.error, nullptr);
    EXPECT_EQ(result.pixels, 6U);
    const std::vector<std::uint16_t> expected = {1, 2, 2, 2, 2, 9, 0};
    EXPECT_TRUE(std::equal(expected.begin(), expected.end(), stream_.pixels()));
}

TEST_F(UdlStreamTest, TakesACountOfZeroFor256) {
    Octets bytes = {0xaf, 0x6b, 0, 0, 0, 0, 0};
    for (int i = 0; i < 256; ++i)
        bytes.insert(bytes.end(), {1, static_cast<std::uint8_t>(i)});
    const auto result = decode(bytes);
    EXPECT_EQ(result.error, nullptr);
    EXPECT_EQ(result.pixels, 256U);
    EXPECT_EQ(pixel(255), 0x1ff);
}

TEST_F(UdlStreamTest, RepeatsOnePixelOverAWholeRun) {
    const auto result = decode({0xaf, 0x6b, 0, 0, 0, 0, 1, 0x12, 0x34, 255});
    EXPECT_EQ(result.error, nullptr);
    EXPECT_EQ(result.pixels, 256U);
    EXPECT_EQ(pixel(0), 0x1234);
    EXPECT_EQ(pixel(255), 0x1234);
    EXPECT_EQ(pixel(256), 0);
}

TEST_F(UdlStreamTest, WrapsAroundAtTheEndOfMemory) {
    const auto result = decode({0xaf, 0x6b, 0xff, 0xff, 0xfe, 3, 1, 0, 7, 2});
    EXPECT_EQ(result.error, nullptr);
    EXPECT_EQ(result.pixels, 3U);
    EXPECT_EQ(pixel(last_pixel), 7);
    EXPECT_EQ(pixel(0), 7);
    EXPECT_EQ(pixel(1), 7);
    EXPECT_EQ(pixel(2), 0);
}

TEST_F(UdlStreamTest, CopiesPixelsAlsoAcrossTheEnd) {
    decode({0xaf, 0x68, 0, 0, 0x10, 2, 0, 1, 0, 2});
    EXPECT_EQ(decode({0xaf, 0x6a, 0xff, 0xff, 0xfe, 2, 0, 0, 0x10}).error, nullptr);
    EXPECT_EQ(pixel(last_pixel), 1);
    EXPECT_EQ(pixel(0), 2);
}

TEST_F(UdlStreamTest, CountsNoPixelsForTheDriversDummyCopy) {
    const auto result = decode({0xaf, 0x6a, 0, 0, 0, 1, 0, 0, 0});
    EXPECT_EQ(result.error, nullptr);
    EXPECT_EQ(result.pixels, 0U);
}

TEST_F(UdlStreamTest, SkipsPadding) {
    const auto result = decode({0xaf, 0xaf, 0xaf, 0x68, 0, 0, 0, 1, 0, 5, 0xaf, 0xaf, 0xaf});
    EXPECT_EQ(result.error, nullptr);
    EXPECT_EQ(result.pixels, 1U);
    EXPECT_EQ(pixel(0), 5);
    EXPECT_EQ(decode({0xaf}).error, nullptr);
    EXPECT_EQ(decode({}).error, nullptr);
}

TEST_F(UdlStreamTest, ReportsEveryTruncation) {
    const std::vector<Octets> commands = {
        {0xaf, 0x20, 0x1f, 0x00},          {0xaf, 0x68, 0, 0, 0, 2, 0, 1, 0, 2}, {0xaf, 0x69, 0, 0, 0, 3, 3, 0, 1},
        {0xaf, 0x6a, 0, 0, 0, 1, 0, 0, 0}, {0xaf, 0x6b, 0, 0, 0, 3, 1, 0, 1, 2},
    };
    for (const Octets& command : commands) {
        ASSERT_EQ(decode(command).error, nullptr);
        for (std::size_t length = 2; length < command.size(); ++length) {
            const Octets part(command.begin(), command.begin() + static_cast<std::ptrdiff_t>(length));
            EXPECT_NE(decode(part).error, nullptr) << unsigned{command[1]} << " cut to " << length;
        }
    }
}

TEST_F(UdlStreamTest, DropsTheRestAfterAnError) {
    const auto result = decode({0xaf, 0x68, 0, 0, 0, 1, 0, 1, 0x00, 0xaf, 0x68, 0, 0, 0, 1, 0, 2});
    EXPECT_NE(result.error, nullptr);
    EXPECT_EQ(result.pixels, 1U);
    EXPECT_EQ(pixel(0), 1);
}

TEST_F(UdlStreamTest, RefusesMorePixelsThanAnnounced) {
    EXPECT_NE(decode({0xaf, 0x69, 0, 0, 0, 2, 3, 0, 1}).error, nullptr);
    EXPECT_NE(decode({0xaf, 0x6b, 0, 0, 0, 1, 2, 0, 1, 0, 2}).error, nullptr);
    EXPECT_NE(decode({0xaf, 0x6b, 0, 0, 0, 2, 1, 0, 1, 2}).error, nullptr);
    EXPECT_EQ(pixel(2), 0);
}

TEST_F(UdlStreamTest, RefusesUnknownCommandsAndOddAddresses) {
    EXPECT_NE(decode({0xaf, 0x60, 0, 0, 0, 1, 1}).error, nullptr);
    EXPECT_NE(decode({0x20, 0x1f, 0x00}).error, nullptr);
    EXPECT_NE(decode({0xaf, 0x68, 0, 0, 1, 1, 0, 1}).error, nullptr);
}

TEST_F(UdlStreamTest, AppliesRegistersWhenTheyAreUnlocked) {
    const auto locked =
        decode({0xaf, 0x20, 0xff, 0x00, 0xaf, 0x20, 0x0f, 0x04, 0xaf, 0x20, 0x10, 0x00, 0xaf, 0x20, 0x17, 0x03});
    EXPECT_FALSE(locked.registers_applied);
    const auto unlocked = decode({0xaf, 0x20, 0x18, 0x00, 0xaf, 0x20, 0xff, 0xff});
    EXPECT_TRUE(unlocked.registers_applied);
    EXPECT_TRUE(unlocked.mode_written);
    EXPECT_EQ(stream_.resolution(), (Size{1024, 768}));
    const auto blank = decode({0xaf, 0x20, 0x1f, 0x07, 0xaf, 0x20, 0xff, 0xff});
    EXPECT_TRUE(blank.registers_applied);
    EXPECT_FALSE(blank.mode_written);
    EXPECT_TRUE(stream_.is_blanked());
}

TEST_F(UdlStreamTest, HasNoResolutionThatLiesOutsideTheMemory) {
    EXPECT_EQ(stream_.resolution(), std::nullopt);
    set_register(0x0f, 0xff);
    set_register(0x17, 0xff);
    EXPECT_EQ(stream_.resolution(), std::nullopt);
    set_register(0x0f, 0x04);
    set_register(0x17, 0x04);
    EXPECT_TRUE(stream_.resolution());
    set_register(0x20, 0xff);
    EXPECT_EQ(stream_.base(), 0xff0000U / 2);
    EXPECT_EQ(stream_.resolution(), std::nullopt);
}

TEST_F(UdlStreamTest, SurvivesRandomBytes) {
    RandomSource random(2);
    constexpr std::array<std::uint8_t, 6> commands = {0x20, 0x68, 0x69, 0x6a, 0x6b, 0xaf};
    for (int round = 0; round < 3000; ++round) {
        // A buffer of its own exact size, so that a sanitizer sees every read beyond it.
        Octets bytes = random.bytes(random.below(700));
        for (std::size_t at = 0; at + 6 < bytes.size(); at += 1 + random.below(60)) {
            bytes[at] = 0xaf;
            bytes[at + 1] = commands[random.below(commands.size())];
        }
        decode(bytes);
        if (const auto size = stream_.resolution()) {
            EXPECT_LE(stream_.base() + std::size_t{size->width} * size->height, PixelMemory::pixel_count);
        }
    }
}

}  // namespace
}  // namespace kmsmirror::emulator
