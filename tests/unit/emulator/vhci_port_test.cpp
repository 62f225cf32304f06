// SPDX-License-Identifier: MIT
#include "tests/vm/emulator/vhci_port.h"

#include <gtest/gtest.h>

namespace kmsmirror::emulator {
namespace {

constexpr const char* status =
    "hub port sta spd dev      sockfd local_busid\n"
    "hs  0000 006 003 00010002 000008 1-1\n"
    "hs  0001 005 000 00000000 000000 0-0\n"
    "hs  0002 004 000 00000000 000000 0-0\n"
    "hs  0003 004 000 00000000 000000 0-0\n"
    "ss  0008 004 000 00000000 000000 0-0\n";

TEST(VhciPort, ReadsAPortInUse) {
    const auto port = parse_port_line("hs  0000 006 003 00010002 000008 1-1");
    ASSERT_TRUE(port);
    EXPECT_EQ(port->number, 0U);
    EXPECT_TRUE(port->is_high_speed);
    EXPECT_FALSE(port->is_free);
    EXPECT_EQ(port->usb_device, "1-1");
}

TEST(VhciPort, ReadsAFreePort) {
    const auto port = parse_port_line("ss  0008 004 000 00000000 000000 0-0");
    ASSERT_TRUE(port);
    EXPECT_EQ(port->number, 8U);
    EXPECT_FALSE(port->is_high_speed);
    EXPECT_TRUE(port->is_free);
    EXPECT_EQ(port->usb_device, "");
}

TEST(VhciPort, SkipsTheHeading) {
    EXPECT_FALSE(parse_port_line("hub port sta spd dev      sockfd local_busid"));
    EXPECT_FALSE(parse_port_line(""));
}

TEST(VhciPort, TakesTheFirstFreeHighSpeedPort) {
    EXPECT_EQ(find_free_port(status, std::nullopt), 2U);
    EXPECT_EQ(find_free_port("ss  0008 004 000 00000000 000000 0-0\n", std::nullopt), std::nullopt);
}

TEST(VhciPort, TakesTheWantedPortOnlyIfItIsFree) {
    EXPECT_EQ(find_free_port(status, 3), 3U);
    EXPECT_EQ(find_free_port(status, 0), std::nullopt);
    EXPECT_EQ(find_free_port(status, 1), std::nullopt);
    EXPECT_EQ(find_free_port(status, 8), std::nullopt);
}

}  // namespace
}  // namespace kmsmirror::emulator
