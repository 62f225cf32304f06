// SPDX-License-Identifier: MIT
#include "ctl/usage.h"

#include <gtest/gtest.h>

namespace kmsmirror::ctl {
namespace {

TEST(AWord, ThatIsNotKnownIsLikeTheNearestOne) {
    const std::vector<std::string> words{"status", "stats", "set", "reload"};
    EXPECT_EQ(nearest("statu", words), "status");
    EXPECT_EQ(nearest("stat", words), "stats");
    EXPECT_EQ(nearest("relaod", words), "reload");
    EXPECT_EQ(nearest("ste", words), "") << "two letters of three are too many";
    EXPECT_EQ(nearest("frobnicate", words), "");
    EXPECT_EQ(nearest("", words), "");
    EXPECT_EQ(nearest("a", {}), "");
}

}  // namespace
}  // namespace kmsmirror::ctl
