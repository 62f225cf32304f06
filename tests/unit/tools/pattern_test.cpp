// SPDX-License-Identifier: MIT
#include "tools/pattern.h"

#include <gmock/gmock.h>

#include <algorithm>

namespace kmsmirror::tools {
namespace {

std::vector<std::uint32_t> pixels_of(const Pattern& pattern) {
    return {pattern.canvas().pixels().begin(), pattern.canvas().pixels().end()};
}

std::vector<std::uint32_t> picture_of(const char* name, std::uint64_t frame) {
    const auto pattern = make_pattern(name, 320, 200);
    pattern->draw(frame);
    return pixels_of(*pattern);
}

TEST(Pattern, IsUnknownByAnyOtherName) {
    EXPECT_EQ(make_pattern("bar", 320, 200), nullptr);
}

TEST(Pattern, IsMadeByTheNameOfEachKind) {
    for (const PatternKind& kind : pattern_kinds()) {
        const auto pattern = make_pattern(kind.name, 320, 200);
        ASSERT_NE(pattern, nullptr) << kind.name;
        EXPECT_EQ(pattern->canvas().width(), 320) << kind.name;
    }
}

TEST(Pattern, ShowsBars) {
    const auto picture = picture_of("bars", 0);
    EXPECT_EQ(picture[0], 0xffffffU);
    EXPECT_EQ(picture[45], 0xffff00U);
    EXPECT_EQ(picture[319], 0x000000U);
}

TEST(Pattern, ShowsAGridWithItsEdges) {
    const auto picture = picture_of("grid", 0);
    EXPECT_EQ(picture[0], 0xffffffU);
    EXPECT_EQ(picture[320 + 1], 0x000000U);
    EXPECT_EQ(picture[320 + 32], 0xffffffU);
    EXPECT_EQ(picture[320 + 319], 0xffffffU);
    EXPECT_EQ(picture[199 * 320 + 1], 0xffffffU);
}

TEST(Pattern, ShowsAChecker) {
    const auto picture = picture_of("checker", 0);
    EXPECT_NE(picture[0], picture[1]);
    EXPECT_NE(picture[0], picture[320]);
    EXPECT_EQ(picture[0], picture[321]);
}

class MovingPatterns : public testing::TestWithParam<const char*> {};

// Drawn one after the other, a frame looks as it does when it is the only one, and the damage holds what changed.
TEST_P(MovingPatterns, DependOnTheNumberOfTheFrameAlone) {
    const auto pattern = make_pattern(GetParam(), 320, 200);
    pattern->draw(0);
    std::vector<std::uint32_t> before = pixels_of(*pattern);
    for (std::uint64_t frame = 1; frame < 160; ++frame) {
        pattern->draw(frame);
        const auto after = pixels_of(*pattern);
        ASSERT_EQ(after, picture_of(GetParam(), frame)) << "frame " << frame;
        for (const auto& r : pattern->damage())
            for (std::int32_t y = r.y1; y < r.y2; ++y)
                for (std::int32_t x = r.x1; x < r.x2; ++x) {
                    const auto pixel = static_cast<std::size_t>(y) * 320 + static_cast<std::size_t>(x);
                    before[pixel] = after[pixel];
                }
        ASSERT_EQ(before, after) << "frame " << frame;
    }
}

TEST_P(MovingPatterns, FitPicturesOfAnySize) {
    for (const std::uint32_t width : {1U, 2U, 17U, 64U})
        for (const std::uint32_t height : {1U, 3U, 16U}) {
            const auto pattern = make_pattern(GetParam(), width, height);
            for (std::uint64_t frame = 0; frame < 200; ++frame)
                pattern->draw(frame);
        }
}

INSTANTIATE_TEST_SUITE_P(All, MovingPatterns, testing::Values("motion", "movie"));

TEST(Movie, HasSmallDamageAndLargeDamageAndFullDamage) {
    const auto pattern = make_pattern("movie", 1024, 768);
    int small = 0;
    int large = 0;
    int full = 0;
    for (std::uint64_t frame = 0; frame < 300; ++frame) {
        pattern->draw(frame);
        std::int64_t area = 0;
        for (const auto& r : pattern->damage())
            area += std::int64_t{r.x2 - r.x1} * (r.y2 - r.y1);
        const std::int64_t percent = area * 100 / (1024 * 768);
        small += percent < 6 ? 1 : 0;
        large += percent >= 6 && percent < 50 ? 1 : 0;
        full += percent == 100 ? 1 : 0;
    }
    EXPECT_GE(small, 100);
    EXPECT_GE(large, 50);
    EXPECT_EQ(full, 4);
}

}  // namespace
}  // namespace kmsmirror::tools
