// SPDX-License-Identifier: MIT
#include "config/values.h"

#include <gmock/gmock.h>

namespace kmsmirror::config {
namespace {

using testing::ElementsAre;

TEST(ModeValue, IsASizeAndPerhapsARefreshRate) {
    EXPECT_EQ(parse_mode_wish("1024x768"), (ModeWish{{1024, 768}, 0}));
    EXPECT_EQ(parse_mode_wish("1280x720@50"), (ModeWish{{1280, 720}, 50'000}));
    EXPECT_EQ(parse_mode_wish("1280x720@59.94"), (ModeWish{{1280, 720}, 59'940}));
    EXPECT_EQ(parse_mode_wish("1x16384@0.001"), (ModeWish{{1, 16384}, 1}));
    EXPECT_EQ(parse_mode_wish("1x1@1000"), (ModeWish{{1, 1}, 1'000'000}));
}

TEST(ModeValue, IsNothingElse) {
    for (const char* text : {"1024",
                             "x",
                             "1024x",
                             "x768",
                             "0x768",
                             "1024x0",
                             "16385x1",
                             "-1x5",
                             "+1x5",
                             "1024x768@",
                             "1024x768@0",
                             "1024x768@0.0",
                             "1024x768@60.",
                             "1024x768@59.9400",
                             "1024x768@1000.1",
                             "1024x768@60@60",
                             "1024x768x2",
                             " 1x1",
                             "1x1 ",
                             "1 x1",
                             "99999999999x1",
                             "1X1"})
        EXPECT_EQ(parse_mode_wish(text), std::nullopt) << text;
}

TEST(BackgroundValue, IsAWordOrAColour) {
    EXPECT_EQ(parse_background("black"), (Background{Background::Kind::color, 0}));
    EXPECT_EQ(parse_background("#12aBff"), (Background{Background::Kind::color, 0x12abff}));
    EXPECT_EQ(parse_background("bars"), (Background{Background::Kind::bars, 0}));
    EXPECT_EQ(parse_background("last"), (Background{Background::Kind::last, 0}));
    for (const char* text : {"", "Black", "#", "#12345", "#1234567", "#12345g", "123456", "#-12345", "#0x123"})
        EXPECT_EQ(parse_background(text), std::nullopt) << text;
}

TEST(OtherValues, AreWhatTheirRulesSay) {
    EXPECT_EQ(parse_device_path("/dev/dri/card0"), "/dev/dri/card0");
    EXPECT_EQ(parse_device_path("card0"), std::nullopt);
    EXPECT_EQ(parse_device_path("/dev/dri/card 0"), std::nullopt);
    EXPECT_EQ(parse_device_path("/dev/" + std::string(300, 'x')), std::nullopt);
    EXPECT_EQ(parse_name("HDMI-A-1"), "HDMI-A-1");
    EXPECT_EQ(parse_name("HDMI A"), std::nullopt);
    EXPECT_EQ(parse_name(std::string(64, 'x')), std::nullopt);
    EXPECT_EQ(parse_format("RGB565"), Format::rgb565);
    EXPECT_EQ(parse_format("XRGB8888"), Format::xrgb8888);
    EXPECT_EQ(parse_format("xrgb8888"), std::nullopt);
    EXPECT_EQ(parse_buffer_count("2"), 2U);
    EXPECT_EQ(parse_buffer_count("4"), 4U);
    for (const char* text : {"1", "5", "3x", "", "0x3", "-3"})
        EXPECT_EQ(parse_buffer_count(text), std::nullopt) << text;
    EXPECT_EQ(parse_allocator("dumb"), Allocator::dumb);
    EXPECT_EQ(parse_heap_use("measured"), HeapUse::measured);
    EXPECT_EQ(parse_heap_use("always"), HeapUse::always);
    EXPECT_EQ(parse_heap_use("never"), HeapUse::never);
    EXPECT_EQ(parse_heap_use("yes"), std::nullopt);
    EXPECT_EQ(parse_minutes("0"), std::chrono::minutes(0));
    EXPECT_EQ(parse_minutes("1440"), std::chrono::minutes(1440));
    EXPECT_EQ(parse_minutes("1441"), std::nullopt);
    EXPECT_EQ(parse_minutes("-1"), std::nullopt);
    EXPECT_EQ(parse_allocator("heap"), std::nullopt);
    EXPECT_THAT(*parse_drivers("udl  gud\tgm12u320"), ElementsAre("udl", "gud", "gm12u320"));
    EXPECT_EQ(parse_drivers("udl,gud"), std::nullopt);
    EXPECT_EQ(parse_yes_no("yes"), true);
    EXPECT_EQ(parse_yes_no("no"), false);
    EXPECT_EQ(parse_yes_no("Yes"), std::nullopt);
    for (const std::uint32_t degrees : {0U, 90U, 180U, 270U})
        EXPECT_EQ(parse_rotation(std::to_string(degrees)), degrees);
    for (const char* text : {"", "1", "360", "-90", "90 "})
        EXPECT_EQ(parse_rotation(text), std::nullopt) << text;
    EXPECT_EQ(parse_glob("DEL*"), "DEL*");
    EXPECT_EQ(parse_glob("a\x01"), std::nullopt);
    EXPECT_EQ(parse_glob(std::string(256, 'x')), std::nullopt);
    EXPECT_EQ(parse_id("platform-1c30000.usb:1.0"), "platform-1c30000.usb:1.0");
    EXPECT_EQ(parse_id("a b"), std::nullopt);
}

TEST(MaxRateValue, IsInHertz) {
    EXPECT_EQ(parse_max_rate("0"), 0U);
    EXPECT_EQ(parse_max_rate("30"), 30'000U);
    EXPECT_EQ(parse_max_rate("29.97"), 29'970U);
    EXPECT_EQ(parse_max_rate("0.1"), 100U);
    EXPECT_EQ(parse_max_rate("1000"), 1'000'000U);
    for (const char* text : {"", "0.099", "1000.1", "-1", "30Hz", "0.0", "00"})
        EXPECT_EQ(parse_max_rate(text), std::nullopt) << text;
}

}  // namespace
}  // namespace kmsmirror::config
