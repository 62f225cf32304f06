// SPDX-License-Identifier: MIT
#include "tests/vm/emulator/display_factory.h"

#include <gtest/gtest.h>

#include <stdexcept>

namespace kmsmirror::emulator {
namespace {

using Words = std::vector<std::string>;

TEST(PlugOptions, HaveDefaults) {
    const PlugOptions options = parse_plug_options(Words{"left", "gud"});
    EXPECT_EQ(options.name, "left");
    EXPECT_EQ(options.serial, "left");
    EXPECT_EQ(options.kind, DisplayKind::gud);
    EXPECT_EQ(options.size, (Size{1024, 768}));
    EXPECT_EQ(options.formats, (std::vector{GudFormat::xrgb8888, GudFormat::rgb565}));
    EXPECT_TRUE(options.lz4);
    EXPECT_FALSE(options.port);
}

TEST(PlugOptions, AreAllRead) {
    const PlugOptions options =
        parse_plug_options(Words{"a", "udl", "size=800x600", "modes=640x480,1280x720", "formats=rgb565", "serial=77",
                                 "port=3", "lz4=no", "max-buffer=5000", "pixel-limit=800000"});
    EXPECT_EQ(options.kind, DisplayKind::udl);
    EXPECT_EQ(options.size, (Size{800, 600}));
    EXPECT_EQ(options.modes, (std::vector{Size{640, 480}, Size{1280, 720}}));
    EXPECT_EQ(options.formats, std::vector{GudFormat::rgb565});
    EXPECT_EQ(options.serial, "77");
    EXPECT_EQ(options.port, 3U);
    EXPECT_FALSE(options.lz4);
    EXPECT_EQ(options.max_buffer, 5000U);
    EXPECT_EQ(options.pixel_limit, 800000U);
}

TEST(PlugOptions, RefuseWhatIsNotUnderstood) {
    for (const Words& words :
         {Words{}, Words{"a"}, Words{"", "udl"}, Words{"a\"b", "udl"}, Words{"a", "vga"}, Words{"a", "udl", "size"},
          Words{"a", "udl", "size=800"}, Words{"a", "udl", "size=x600"}, Words{"a", "udl", "size=800x600x"},
          Words{"a", "udl", "size=-1x1"}, Words{"a", "udl", "modes="}, Words{"a", "udl", "modes=800x600,"},
          Words{"a", "gud", "formats=rgb888"}, Words{"a", "gud", "lz4=maybe"}, Words{"a", "gud", "port=1 "},
          Words{"a", "gud", "colour=red"}})
        EXPECT_THROW(static_cast<void>(parse_plug_options(words)), std::invalid_argument)
            << testing::PrintToString(words);
}

TEST(DisplayFactory, MakesDevicesThatTheDriversKnow) {
    const auto udl = create_display(parse_plug_options(Words{"a", "udl", "serial=s1"}));
    EXPECT_EQ(udl->identity().vendor, 0x17e9);
    EXPECT_EQ(udl->identity().serial, "s1");
    const auto gud = create_display(parse_plug_options(Words{"a", "gud"}));
    EXPECT_EQ(gud->identity().vendor, 0x1d50);
    EXPECT_EQ(gud->identity().product, 0x614d);
}

TEST(DisplayFactory, OffersEveryModeWithinTheDescriptorsLimits) {
    const auto gud = create_display(parse_plug_options(Words{"a", "gud", "size=800x600", "modes=640x720"}));
    const auto descriptor = gud->control({0xc1, 0x01, 0, 0, 30}, {});
    ASSERT_TRUE(descriptor);
    EXPECT_EQ(load_le32(descriptor->data() + 10), 800U * 720 * 4);
    EXPECT_EQ(load_le32(descriptor->data() + 14), 640U);
    EXPECT_EQ(load_le32(descriptor->data() + 18), 800U);
    EXPECT_EQ(load_le32(descriptor->data() + 22), 600U);
    EXPECT_EQ(load_le32(descriptor->data() + 26), 720U);
}

TEST(DisplayFactory, OffersOnlyTheFormatsThatWereAskedFor) {
    const auto gud = create_display(parse_plug_options(Words{"a", "gud", "formats=rgb565"}));
    EXPECT_EQ(*gud->control({0xc1, 0x40, 0, 0, 32}, {}), std::vector<std::uint8_t>{0x40});
}

TEST(DisplayFactory, TellsTheDriverOfUdlItsPixelLimit) {
    const auto udl = create_display(parse_plug_options(Words{"a", "udl", "pixel-limit=307200"}));
    const auto descriptor = udl->control({0x80, 0x06, 0x5f00, 0, 255}, {});
    ASSERT_TRUE(descriptor);
    EXPECT_EQ(load_le32(descriptor->data() + 8), 307200U);
}

TEST(DisplayFactory, RefusesABufferThatHoldsNoRow) {
    EXPECT_THROW(static_cast<void>(create_display(parse_plug_options(Words{"a", "gud", "max-buffer=4095"}))),
                 std::invalid_argument);
}

}  // namespace
}  // namespace kmsmirror::emulator
