// SPDX-License-Identifier: MIT
#include "tests/vm/emulator/parse.h"

#include <gtest/gtest.h>

#include <stdexcept>

namespace kmsmirror::emulator {
namespace {

TEST(Parse, ReadsNumbersWithinTheirLimits) {
    EXPECT_EQ(parse_number("-12", -20, 20), -12);
    EXPECT_EQ(parse_count("0"), 0U);
    EXPECT_EQ(parse_count("9223372036854775807"), 9223372036854775807U);
    EXPECT_EQ(parse_count32("4294967295"), 4294967295U);
    for (const char* text : {"", "-1", "1 ", " 1", "1k", "0x10", "9223372036854775808"})
        EXPECT_THROW(static_cast<void>(parse_count(text)), std::invalid_argument) << text;
    EXPECT_THROW(static_cast<void>(parse_count32("4294967296")), std::invalid_argument);
}

TEST(Parse, ReadsSizesAssignmentsAndChoices) {
    EXPECT_EQ(parse_size("640x480"), (Size{640, 480}));
    EXPECT_THROW(static_cast<void>(parse_size("640")), std::invalid_argument);
    EXPECT_EQ(parse_assignment("at=1=2").key, "at");
    EXPECT_EQ(parse_assignment("at=1=2").value, "1=2");
    EXPECT_THROW(static_cast<void>(parse_assignment("at")), std::invalid_argument);
    EXPECT_TRUE(parse_choice("refuse", "refuse", "accept"));
    EXPECT_FALSE(parse_choice("accept", "refuse", "accept"));
    EXPECT_THROW(static_cast<void>(parse_choice("no", "refuse", "accept")), std::invalid_argument);
}

TEST(Parse, ReadsColours) {
    EXPECT_EQ(parse_colour("ff8000"), 0xff8000U);
    for (const char* bad : {"", "ff800", "ff80000", "#f8000", "ff80g0", "-f8000"})
        EXPECT_THROW(static_cast<void>(parse_colour(bad)), std::invalid_argument) << bad;
}

TEST(Parse, ReadsTimeoutsOfUpToADay) {
    const auto now = std::chrono::steady_clock::now();
    EXPECT_GE(parse_timeout("1000"), now + std::chrono::seconds(1));
    EXPECT_THROW(static_cast<void>(parse_timeout("86400001")), std::invalid_argument);
}

}  // namespace
}  // namespace kmsmirror::emulator
