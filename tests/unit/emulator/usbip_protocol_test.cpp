// SPDX-License-Identifier: MIT
#include "tests/vm/emulator/usbip_protocol.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "tests/unit/emulator/random_source.h"

namespace kmsmirror::emulator {
namespace {

UsbipHeader submit_header(std::uint32_t length) {
    UsbipHeader header{};
    store_be32(&header[0], 1);
    store_be32(&header[4], 77);
    store_be32(&header[12], 1);
    store_be32(&header[16], 3);
    store_be32(&header[24], length);
    for (std::size_t i = 0; i < 8; ++i)
        header[40 + i] = static_cast<std::uint8_t>(i + 1);
    return header;
}

TEST(UsbipProtocol, ReadsASubmit) {
    const auto request = parse_usbip_request(submit_header(18));
    ASSERT_TRUE(request && std::holds_alternative<SubmitRequest>(*request));
    const auto& submit = std::get<SubmitRequest>(*request);
    EXPECT_EQ(submit.seqnum, 77U);
    EXPECT_TRUE(submit.is_in);
    EXPECT_EQ(submit.endpoint, 3U);
    EXPECT_EQ(submit.length, 18U);
    EXPECT_EQ(submit.setup[0], 1);
    EXPECT_EQ(submit.setup[7], 8);
}

TEST(UsbipProtocol, ReadsAnUnlink) {
    UsbipHeader header{};
    store_be32(&header[0], 2);
    store_be32(&header[4], 78);
    store_be32(&header[20], 77);
    const auto request = parse_usbip_request(header);
    ASSERT_TRUE(request && std::holds_alternative<UnlinkRequest>(*request));
    EXPECT_EQ(std::get<UnlinkRequest>(*request).seqnum, 78U);
    EXPECT_EQ(std::get<UnlinkRequest>(*request).target, 77U);
}

TEST(UsbipProtocol, RefusesUnknownCommandsAndImpossibleLengths) {
    UsbipHeader header{};
    EXPECT_FALSE(parse_usbip_request(header));
    store_be32(&header[0], 3);
    EXPECT_FALSE(parse_usbip_request(header));
    EXPECT_TRUE(parse_usbip_request(submit_header(usbip_longest_transfer)));
    EXPECT_FALSE(parse_usbip_request(submit_header(usbip_longest_transfer + 1)));
    EXPECT_FALSE(parse_usbip_request(submit_header(0xffffffff)));
}

TEST(UsbipProtocol, RefusesAShortHeader) {
    const UsbipHeader header = submit_header(0);
    EXPECT_FALSE(parse_usbip_request(Bytes(header).first(47)));
    EXPECT_FALSE(parse_usbip_request({}));
}

TEST(UsbipProtocol, WritesReplies) {
    const UsbipHeader submit = make_submit_reply(5, -32, 512);
    EXPECT_EQ(load_be32(&submit[0]), 3U);
    EXPECT_EQ(load_be32(&submit[4]), 5U);
    EXPECT_EQ(load_be32(&submit[20]), 0xffffffe0U);
    EXPECT_EQ(load_be32(&submit[24]), 512U);
    const UsbipHeader unlink = make_unlink_reply(6, -104);
    EXPECT_EQ(load_be32(&unlink[0]), 4U);
    EXPECT_EQ(load_be32(&unlink[4]), 6U);
    EXPECT_EQ(load_be32(&unlink[20]), 0xffffff98U);
}

TEST(UsbipProtocol, SurvivesRandomHeaders) {
    RandomSource random(1);
    for (int i = 0; i < 20000; ++i) {
        UsbipHeader header{};
        std::ranges::generate(header, [&random] { return random.byte(); });
        header[0] = header[1] = header[2] = 0;
        header[3] &= 3;
        const auto request = parse_usbip_request(header);
        if (request && std::holds_alternative<SubmitRequest>(*request)) {
            EXPECT_LE(std::get<SubmitRequest>(*request).length, usbip_longest_transfer);
        }
    }
}

}  // namespace
}  // namespace kmsmirror::emulator
