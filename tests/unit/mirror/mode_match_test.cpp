// SPDX-License-Identifier: MIT
#include "mirror/mode_match.h"

#include <gtest/gtest.h>

#include <vector>

namespace kmsmirror::mirror {
namespace {

const ModeChoice source{{1024, 768}, 60000, false};

TEST(MatchMode, TakesTheSourcesSizeBeforeThePreferredMode) {
    const std::vector<ModeChoice> modes{{{1920, 1080}, 60000, true}, {{1024, 768}, 70069, false}};
    EXPECT_EQ(match_mode(modes, source, ModeRule::automatic), 1U);
}

TEST(MatchMode, TakesTheNearestRefreshRateOfTheSourcesSize) {
    const std::vector<ModeChoice> modes{
        {{1024, 768}, 75029, true}, {{1024, 768}, 60004, false}, {{1024, 768}, 50000, false}};
    EXPECT_EQ(match_mode(modes, source, ModeRule::automatic), 1U);
}

TEST(MatchMode, TakesThePreferredModeWhenNoneHasTheSourcesSize) {
    const std::vector<ModeChoice> modes{{{1280, 720}, 60000, false}, {{800, 600}, 60000, true}};
    EXPECT_EQ(match_mode(modes, source, ModeRule::automatic), 1U);
}

TEST(MatchMode, TakesTheFirstModeOfADisplayThatPrefersNone) {
    const std::vector<ModeChoice> modes{{{1280, 720}, 60000, false}, {{800, 600}, 60000, false}};
    EXPECT_EQ(match_mode(modes, source, ModeRule::automatic), 0U);
}

TEST(MatchMode, TakesTheSmallestThatHasRoomOrTheLargest) {
    const std::vector<ModeChoice> modes{{{640, 480}, 60000, true},    {{1280, 1024}, 60000, false},
                                        {{1920, 1080}, 60000, false}, {{1280, 800}, 75000, false},
                                        {{1280, 800}, 60000, false},  {{1920, 700}, 60000, false}};
    EXPECT_EQ(match_mode(modes, source, ModeRule::nearest), 4U);
    EXPECT_EQ(match_mode(modes, {{3840, 2160}, 60000}, ModeRule::nearest), 2U);
    EXPECT_EQ(match_mode(modes, {{640, 480}, 60000}, ModeRule::nearest), 0U);
}

TEST(MatchMode, TakesThePreferredModeWhereThatIsTheRule) {
    const std::vector<ModeChoice> modes{
        {{1024, 768}, 60000, false}, {{800, 600}, 56000, true}, {{800, 600}, 75000, false}};
    EXPECT_EQ(match_mode(modes, source, ModeRule::preferred), 1U);
    EXPECT_EQ(match_mode(modes, source, ModeRule::highest_refresh), 2U) << "of the preferred one's size";
    EXPECT_EQ(match_mode(modes, source, ModeRule::source), 0U);
    EXPECT_EQ(match_mode(modes, {{720, 480}, 60000}, ModeRule::source), 1U);
}

TEST(MatchMode, TakesInterlacedModesLast) {
    const std::vector<ModeChoice> modes{{{1024, 768}, 60000, true, true}, {{1024, 768}, 75000, false, false}};
    for (const ModeRule rule :
         {ModeRule::automatic, ModeRule::source, ModeRule::nearest, ModeRule::preferred, ModeRule::highest_refresh})
        EXPECT_EQ(match_mode(modes, source, rule), 1U);
    EXPECT_EQ(find_mode(modes, {{1024, 768}, 0}), 1U);
    EXPECT_EQ(find_mode(modes, {{1024, 768}, 60000}), 0U) << "there is no other of that rate";
    EXPECT_EQ(match_mode({modes.data(), 1}, source, ModeRule::automatic), 0U) << "there is no other";
}

TEST(MatchMode, FindsNothingInAnEmptyList) {
    EXPECT_EQ(match_mode({}, source, ModeRule::automatic), std::nullopt);
}

// As displays list them: the rates of television next to the whole ones, and those that clocks can make.
const std::vector<ModeChoice> television{
    {{1280, 720}, 60'000, true},   {{1280, 720}, 59'940, false},  {{1280, 720}, 50'000, false},
    {{1280, 720}, 30'000, false},  {{1280, 720}, 29'970, false},  {{1280, 720}, 24'000, false},
    {{1280, 720}, 23'976, false},  {{1024, 768}, 60'004, false},  {{1024, 768}, 75'029, false},
    {{1920, 1080}, 59'940, false}, {{1920, 1080}, 60'000, false}, {{800, 600}, 60'317, false}};

std::optional<std::size_t> found(std::uint32_t width, std::uint32_t height, std::uint32_t refresh_mhz) {
    return find_mode(television, {{width, height}, refresh_mhz});
}

TEST(FindMode, TakesExactlyTheRateThatIsAskedFor) {
    EXPECT_EQ(found(1280, 720, 60'000), 0U);
    EXPECT_EQ(found(1280, 720, 59'940), 1U) << "60 stands first";
    EXPECT_EQ(found(1920, 1080, 60'000), 10U) << "59.94 stands first";
    EXPECT_EQ(found(1280, 720, 29'970), 4U);
    EXPECT_EQ(found(1280, 720, 24'000), 5U);
    EXPECT_EQ(found(1280, 720, 23'976), 6U);
}

TEST(FindMode, TakesTheNearestRateWithinHalfAHertz) {
    EXPECT_EQ(found(1024, 768, 60'000), 7U);
    EXPECT_EQ(found(1024, 768, 75'000), 8U);
    EXPECT_EQ(found(800, 600, 60'000), 11U);
    EXPECT_EQ(found(1280, 720, 59'950), 1U);
    EXPECT_EQ(found(1280, 720, 59'980), 0U);
    EXPECT_EQ(found(1280, 720, 50'500), 2U);
    EXPECT_EQ(found(1280, 720, 49'500), 2U);
}

TEST(FindMode, TakesNoRateThatIsFurtherAway) {
    EXPECT_EQ(found(1280, 720, 50'501), std::nullopt);
    EXPECT_EQ(found(1280, 720, 49'499), std::nullopt);
    EXPECT_EQ(found(1280, 720, 75'000), std::nullopt);
    EXPECT_EQ(found(1024, 768, 70'000), std::nullopt);
}

TEST(FindMode, TakesTheFirstOfTheSizeForAnyRate) {
    EXPECT_EQ(found(1280, 720, 0), 0U);
    EXPECT_EQ(found(1920, 1080, 0), 9U);
    EXPECT_EQ(found(1366, 768, 0), std::nullopt);
    EXPECT_EQ(find_mode({}, {{1280, 720}, 0}), std::nullopt);
}

TEST(ModesText, ListsEachModeOnce) {
    EXPECT_EQ(modes_text({}), "none");
    EXPECT_EQ(modes_text(std::vector<ModeChoice>{{{1280, 720}, 60'000, true},
                                                 {{1280, 720}, 59'940, false},
                                                 {{1280, 720}, 60'000, false},
                                                 {{800, 600}, 60'317, false}}),
              "1280x720@60, 1280x720@59.940, 800x600@60.317");
}

TEST(ModesText, IsBounded) {
    std::vector<ModeChoice> modes;
    for (std::uint32_t width = 1; width <= 1'000; ++width)
        modes.push_back({{width, 1}, 60'000, false});
    const std::string text = modes_text(modes);
    EXPECT_TRUE(text.starts_with("1x1@60, 2x1@60, ")) << text;
    EXPECT_TRUE(text.ends_with(", 64x1@60 and 936 others")) << text;
}

}  // namespace
}  // namespace kmsmirror::mirror
