// SPDX-License-Identifier: MIT
#include "tests/vm/emulator/gud_protocol.h"

#include <gtest/gtest.h>
#include <lz4.h>

#include <algorithm>

#include "tests/unit/emulator/random_source.h"

namespace kmsmirror::emulator {
namespace {

using Octets = std::vector<std::uint8_t>;

GudCapabilities plain_capabilities() {
    GudCapabilities result;
    result.formats = {GudFormat::xrgb8888, GudFormat::rgb565};
    result.max_buffer_size = 1024 * 768 * 4;
    result.modes = {timing_for({1024, 768}), timing_for({800, 600})};
    result.smallest = {800, 600};
    result.largest = {1024, 768};
    return result;
}

GudState xga_state() {
    return {timing_for({1024, 768}), 0x80, 0, {}};
}

Octets encode(const GudBuffer& buffer) {
    Octets bytes;
    for (const std::uint32_t value : {buffer.x, buffer.y, buffer.width, buffer.height, buffer.length})
        append_le32(bytes, value);
    bytes.push_back(buffer.compression);
    append_le32(bytes, buffer.compressed_length);
    return bytes;
}

TEST(GudProtocol, DescribesTheDisplayIn30Bytes) {
    const Octets bytes = encode_descriptor(plain_capabilities());
    ASSERT_EQ(bytes.size(), 30U);
    EXPECT_EQ(load_le32(&bytes[0]), 0x1d50614dU);
    EXPECT_EQ(bytes[4], 1);
    EXPECT_EQ(load_le32(&bytes[5]), 0U);
    EXPECT_EQ(bytes[9], 1);
    EXPECT_EQ(load_le32(&bytes[10]), 1024U * 768 * 4);
    EXPECT_EQ(load_le32(&bytes[14]), 800U);
    EXPECT_EQ(load_le32(&bytes[18]), 1024U);
    EXPECT_EQ(load_le32(&bytes[22]), 600U);
    EXPECT_EQ(load_le32(&bytes[26]), 768U);
}

TEST(GudProtocol, ListsThePreferredModeFirst) {
    const Octets bytes = encode_modes(plain_capabilities());
    ASSERT_EQ(bytes.size(), 48U);
    EXPECT_EQ(load_le32(&bytes[0]), 65000U);
    EXPECT_EQ(load_le16(&bytes[4]), 1024);
    EXPECT_EQ(load_le16(&bytes[18]), 806);
    EXPECT_EQ(load_le32(&bytes[20]), 0x40aU);  // preferred, -hsync, -vsync
    EXPECT_EQ(load_le16(&bytes[28]), 800);
    EXPECT_EQ(load_le32(&bytes[44]), 0x5U);
}

TEST(GudProtocol, ReadsAState) {
    Octets bytes = encode_modes(plain_capabilities());
    bytes.resize(24);
    bytes.insert(bytes.end(), {0x40, 3});
    append_le16(bytes, 50);
    append_le64(bytes, 0x1122334455667788);
    const auto state = decode_state(bytes);
    ASSERT_TRUE(state);
    EXPECT_EQ(state->timing.clock_khz, 65000U);
    EXPECT_EQ(state->timing.vtotal, 806U);
    EXPECT_EQ(state->format, 0x40);
    EXPECT_EQ(state->connector, 3);
    ASSERT_EQ(state->properties.size(), 1U);
    EXPECT_EQ(state->properties[0].number, 50);
    EXPECT_EQ(state->properties[0].value, 0x1122334455667788U);
}

TEST(GudProtocol, RefusesStatesAndBuffersOfTheWrongLength) {
    for (const std::size_t length : {0U, 25U, 27U, 35U, 37U})
        EXPECT_FALSE(decode_state(Octets(length))) << length;
    EXPECT_TRUE(decode_state(Octets(36)));
    EXPECT_FALSE(decode_buffer(Octets(24)));
    EXPECT_FALSE(decode_buffer(Octets(26)));
}

TEST(GudProtocol, AcceptsAStateItOffers) {
    GudState state = xga_state();
    EXPECT_EQ(check_state(state, plain_capabilities()), GudStatus::ok);
    state.properties.push_back({50, 1});
    EXPECT_EQ(check_state(state, plain_capabilities()), GudStatus::ok);
}

TEST(GudProtocol, RefusesStatesItDoesNotOffer) {
    const auto refused = [](auto change) {
        GudState state = xga_state();
        change(state);
        return check_state(state, plain_capabilities()) == GudStatus::invalid_parameter;
    };
    EXPECT_TRUE(refused([](GudState& s) { s.format = 0x50; }));
    EXPECT_TRUE(refused([](GudState& s) { s.connector = 1; }));
    EXPECT_TRUE(refused([](GudState& s) { s.properties.push_back({50, 2}); }));
    EXPECT_TRUE(refused([](GudState& s) { s.properties.push_back({6, 1}); }));
    EXPECT_TRUE(refused([](GudState& s) { s.timing = timing_for({640, 480}); }));
    EXPECT_TRUE(refused([](GudState& s) { s.timing = timing_for({1280, 720}); }));
    EXPECT_TRUE(refused([](GudState& s) { s.timing.hsync_start = 1000; }));
    EXPECT_TRUE(refused([](GudState& s) { s.timing.vtotal = 700; }));
    EXPECT_TRUE(refused([](GudState& s) { s.timing.clock_khz = 0; }));
}

TEST(GudProtocol, ChecksABufferAgainstTheMode) {
    const auto check = [](const GudBuffer& buffer) {
        return check_buffer(buffer, {800, 600}, GudFormat::rgb565, plain_capabilities()) == GudStatus::ok;
    };
    EXPECT_TRUE(check({0, 0, 800, 600, 960000, 0, 0}));
    EXPECT_TRUE(check({799, 599, 1, 1, 2, 0, 0}));
    EXPECT_TRUE(check({0, 0, 10, 10, 200, 1, 200}));
    EXPECT_FALSE(check({1, 0, 800, 600, 960000, 0, 0})) << "beyond the right edge";
    EXPECT_FALSE(check({0, 599, 1, 2, 4, 0, 0})) << "beyond the lower edge";
    EXPECT_FALSE(check({0xffffffff, 0, 2, 1, 4, 0, 0})) << "the sum wraps in 32 bits";
    EXPECT_FALSE(check({0, 0, 0x10000, 0x8000, 0, 0, 0})) << "the product wraps in 32 bits";
    EXPECT_FALSE(check({0, 0, 0, 0, 0, 0, 0})) << "empty";
    EXPECT_FALSE(check({0, 0, 10, 10, 400, 0, 0})) << "the length of another format";
    EXPECT_FALSE(check({0, 0, 10, 10, 200, 2, 200})) << "unknown compression";
    EXPECT_FALSE(check({0, 0, 10, 10, 200, 1, 0})) << "compressed to nothing";
    EXPECT_FALSE(check({0, 0, 10, 10, 200, 1, 201})) << "compressed to more";
}

TEST(GudProtocol, RefusesCompressionAndSizesItDidNotOffer) {
    GudCapabilities limited = plain_capabilities();
    limited.lz4 = false;
    limited.max_buffer_size = 100;
    EXPECT_EQ(check_buffer({0, 0, 5, 5, 50, 1, 20}, {800, 600}, GudFormat::rgb565, limited),
              GudStatus::invalid_parameter);
    EXPECT_EQ(check_buffer({0, 0, 10, 5, 100, 0, 0}, {800, 600}, GudFormat::rgb565, limited), GudStatus::ok);
    EXPECT_EQ(check_buffer({0, 0, 17, 3, 102, 0, 0}, {800, 600}, GudFormat::rgb565, limited),
              GudStatus::invalid_parameter);
}

TEST(GudProtocol, DecompressesLz4ToExactlyTheLength) {
    const Octets plain(1000, 7);
    Octets block(1100);
    const int size = LZ4_compress_default(reinterpret_cast<const char*>(plain.data()),
                                          reinterpret_cast<char*>(block.data()), 1000, 1100);
    ASSERT_GT(size, 0);
    block.resize(static_cast<std::size_t>(size));
    EXPECT_EQ(decompress_lz4(block, 1000), plain);
    EXPECT_FALSE(decompress_lz4(block, 999));
    EXPECT_FALSE(decompress_lz4(block, 1001));
    block.pop_back();
    EXPECT_FALSE(decompress_lz4(block, 1000));
    EXPECT_FALSE(decompress_lz4({}, 1000));
}

TEST(GudProtocol, SurvivesRandomBytes) {
    RandomSource random(4);
    for (int round = 0; round < 20000; ++round) {
        Octets bytes = random.bytes(random.below(60));
        if (const auto state = decode_state(bytes))
            static_cast<void>(check_state(*state, plain_capabilities()));
        static_cast<void>(decompress_lz4(bytes, random.below(500)));
    }
    for (int round = 0; round < 20000; ++round) {
        GudBuffer buffer{random.below(1200), random.below(900), random.below(1200), random.below(900), 0, 0, 0};
        buffer.length = buffer.width * buffer.height * 2;
        const auto again = decode_buffer(encode(buffer));
        ASSERT_TRUE(again);
        if (check_buffer(*again, {1024, 768}, GudFormat::rgb565, plain_capabilities()) == GudStatus::ok) {
            EXPECT_LE(again->x + again->width, 1024U);
            EXPECT_LE(again->y + again->height, 768U);
        }
    }
}

}  // namespace
}  // namespace kmsmirror::emulator
