// SPDX-License-Identifier: MIT
#include "tests/vm/emulator/vhci_port.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <stdexcept>

namespace kmsmirror::emulator {
namespace {

constexpr const char* status =
    "hub port sta spd dev      sockfd local_busid\n"
    "hs  0000 006 003 00010002 000008 1-1\n"
    "hs  0001 005 000 00000000 000000 0-0\n"
    "hs  0002 004 000 00000000 000000 0-0\n"
    "hs  0003 004 000 00000000 000000 0-0\n"
    "ss  0008 004 000 00000000 000000 0-0\n";

// Why there is no free port.
std::string refusal(const std::string& text, std::optional<unsigned> wanted) {
    try {
        return fmt::format("port {} is free", find_free_port(text, wanted));
    } catch (const std::runtime_error& error) {
        return error.what();
    }
}

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
}

TEST(VhciPort, GoesOnWithTheNextController) {
    const std::string full =
        "hub port sta spd dev      sockfd local_busid\n"
        "hs  0000 006 003 00010002 000008 1-1\n"
        "ss  0001 004 000 00000000 000000 0-0\n";
    const std::string second =
        "hub port sta spd dev      sockfd local_busid\n"
        "hs  0002 004 000 00000000 000000 0-0\n"
        "ss  0003 004 000 00000000 000000 0-0\n";
    EXPECT_EQ(find_free_port(full + second, std::nullopt), 2U);
    EXPECT_EQ(refusal(full, std::nullopt),
              "all 1 high-speed ports of vhci_hcd are in use; a kernel has USBIP_VHCI_HC_PORTS of them on each of "
              "USBIP_VHCI_NR_HCS controllers");
}

TEST(VhciPort, TakesTheWantedPortOnlyIfItIsFree) {
    EXPECT_EQ(find_free_port(status, 3), 3U);
    for (const unsigned port : {0U, 1U, 8U, 99U})
        EXPECT_EQ(refusal(status, port), fmt::format("port {} of vhci_hcd is not a free high-speed port", port));
}

}  // namespace
}  // namespace kmsmirror::emulator
