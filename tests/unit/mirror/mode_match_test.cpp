// SPDX-License-Identifier: MIT
#include "mirror/mode_match.h"

#include <gtest/gtest.h>

#include <vector>

namespace kmsmirror::mirror {
namespace {

const ModeChoice source{{1024, 768}, 60000, false};

TEST(MatchMode, TakesTheSourcesSizeBeforeThePreferredMode) {
    const std::vector<ModeChoice> modes{{{1920, 1080}, 60000, true}, {{1024, 768}, 70069, false}};
    EXPECT_EQ(match_mode(modes, source), 1U);
}

TEST(MatchMode, TakesTheNearestRefreshRateOfTheSourcesSize) {
    const std::vector<ModeChoice> modes{
        {{1024, 768}, 75029, true}, {{1024, 768}, 60004, false}, {{1024, 768}, 50000, false}};
    EXPECT_EQ(match_mode(modes, source), 1U);
}

TEST(MatchMode, TakesThePreferredModeWhenNoneHasTheSourcesSize) {
    const std::vector<ModeChoice> modes{{{1280, 720}, 60000, false}, {{800, 600}, 60000, true}};
    EXPECT_EQ(match_mode(modes, source), 1U);
}

TEST(MatchMode, TakesTheFirstModeOfADisplayThatPrefersNone) {
    const std::vector<ModeChoice> modes{{{1280, 720}, 60000, false}, {{800, 600}, 60000, false}};
    EXPECT_EQ(match_mode(modes, source), 0U);
}

TEST(MatchMode, FindsNothingInAnEmptyList) {
    EXPECT_EQ(match_mode({}, source), std::nullopt);
}

}  // namespace
}  // namespace kmsmirror::mirror
