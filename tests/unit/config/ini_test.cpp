// SPDX-License-Identifier: MIT
#include "config/ini.h"

#include <gtest/gtest.h>

namespace kmsmirror::config {
namespace {

TEST(Ini, SkipsBlanksAndCommentsAndCountsLines) {
    const auto lines = parse_ini("# c\n\n; d\r\n[A]\n  key =  a b = c  \r\n[B]\nk=");
    ASSERT_EQ(lines.size(), 2U);
    EXPECT_EQ(lines[0].number, 5);
    EXPECT_EQ(lines[0].section, "A");
    EXPECT_EQ(lines[0].key, "key");
    EXPECT_EQ(lines[0].value, "a b = c");
    EXPECT_EQ(lines[1].number, 7);
    EXPECT_EQ(lines[1].section, "B");
    EXPECT_EQ(lines[1].value, "");
}

TEST(Ini, SkipsAByteOrderMark) {
    const auto lines = parse_ini("\xef\xbb\xbf[A]\nkey=value\n");
    ASSERT_EQ(lines.size(), 1U);
    EXPECT_EQ(lines[0].section, "A");
}

TEST(Ini, TellsWhatIsNoAssignment) {
    const auto lines = parse_ini("a=1\n[A]\nhello\n[B");
    ASSERT_EQ(lines.size(), 3U);
    EXPECT_EQ(lines[0].kind, IniLine::Kind::no_section);
    EXPECT_EQ(lines[1].kind, IniLine::Kind::no_assignment);
    EXPECT_EQ(lines[2].kind, IniLine::Kind::no_assignment);
    EXPECT_EQ(lines[2].number, 4);
}

TEST(Ini, OfNothingIsNothing) {
    EXPECT_TRUE(parse_ini("").empty());
    EXPECT_TRUE(parse_ini("\n\n").empty());
}

}  // namespace
}  // namespace kmsmirror::config
