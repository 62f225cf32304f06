// SPDX-License-Identifier: MIT
#include "mirror/clip_reduction.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <cstdint>
#include <limits>
#include <vector>

#include "tests/unit/pixels/random_shapes.h"

namespace kmsmirror::mirror {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using ::testing::UnorderedElementsAreArray;

pixels::Region region(std::initializer_list<Rect> rects) {
    return pixels::Region(std::vector<Rect>(rects));
}

TEST(ReduceClips, KeepsClipsThatAreFarApart) {
    const auto clips = reduce_clips(region({{0, 0, 10, 10}, {500, 500, 510, 510}}), {});
    EXPECT_THAT(clips, ElementsAre(Rect{0, 0, 10, 10}, Rect{500, 500, 510, 510}));
}

TEST(ReduceClips, JoinsClipsWhereTheGapCostsLessThanAClip) {
    const auto clips = reduce_clips(region({{0, 0, 100, 10}, {110, 0, 200, 10}}), {});
    EXPECT_THAT(clips, ElementsAre(Rect{0, 0, 200, 10}));
}

TEST(ReduceClips, SendsNothingForNoDamage) {
    EXPECT_THAT(reduce_clips(pixels::Region(), {}), IsEmpty());
}

TEST(ReduceClips, CoversTheDamageWithinTheLimitWhateverItIs) {
    pixels::RandomShapes random(3);
    for (int round = 0; round < 50; ++round) {
        const pixels::Region damage(random.rects(1 + random.below(60), {1000, 700}, {40, 40}));
        const auto clips = reduce_clips(damage, {64, 8});
        EXPECT_LE(clips.size(), 8U);
        EXPECT_TRUE(pixels::Region(clips).contains(damage));
        EXPECT_TRUE(pixels::Region(damage.bounds()).contains(pixels::Region(clips)));
    }
}

std::uint64_t cost_of(const std::vector<Rect>& clips, const ClipCost& cost) {
    std::uint64_t sum = clips.size() * cost.pixels_per_clip;
    for (const Rect& clip : clips)
        sum += static_cast<std::uint64_t>(clip.width()) * static_cast<std::uint64_t>(clip.height());
    return sum;
}

// Compares every two clips before each step: cubic, and in no doubt.
std::vector<Rect> reduce_by_every_pair(const pixels::Region& damage, const ClipCost& cost) {
    std::vector<Rect> clips = damage.rects();
    const auto hull = [](const Rect& a, const Rect& b) {
        return Rect{std::min(a.x1, b.x1), std::min(a.y1, b.y1), std::max(a.x2, b.x2), std::max(a.y2, b.y2)};
    };
    const auto area = [](const Rect& rect) { return std::int64_t{rect.width()} * rect.height(); };
    while (clips.size() > 1) {
        std::size_t best_a = 0;
        std::size_t best_b = 0;
        std::int64_t least = std::numeric_limits<std::int64_t>::max();
        for (std::size_t a = 0; a < clips.size(); ++a)
            for (std::size_t b = a + 1; b < clips.size(); ++b)
                if (const auto more = area(hull(clips[a], clips[b])) - area(clips[a]) - area(clips[b]); more < least) {
                    best_a = a;
                    best_b = b;
                    least = more;
                }
        if (clips.size() <= cost.max_clips && least > static_cast<std::int64_t>(cost.pixels_per_clip))
            break;
        clips[best_a] = hull(clips[best_a], clips[best_b]);
        clips.erase(clips.begin() + static_cast<std::ptrdiff_t>(best_b));
    }
    return clips;
}

TEST(ReduceClips, CostsNoMoreThanWhatComparingEveryTwoClipsFinds) {
    pixels::RandomShapes random(1);
    for (int round = 0; round < 600; ++round) {
        const Size space = random.size({1000, 700});
        const pixels::Region damage(random.rects(1 + random.below(12), space, random.size({200, 100})));
        for (const ClipCost& cost :
             {ClipCost{}, ClipCost{64, 64}, ClipCost{4096, 16}, ClipCost{0, 1}, ClipCost{0, 3}}) {
            const auto clips = reduce_clips(damage, cost);
            ASSERT_LE(clips.size(), cost.max_clips);
            ASSERT_TRUE(pixels::Region(clips).contains(damage)) << round;
            ASSERT_LE(cost_of(clips, cost), cost_of(reduce_by_every_pair(damage, cost), cost)) << round;
        }
    }
}

TEST(ReduceClips, SendsRectanglesInSharedRowsAsTheyAre) {
    // Far apart, but each begins and ends at rows of its own in the middle of the others.
    std::vector<Rect> rects;
    rects.reserve(32);
    for (std::int32_t i = 0; i < 32; ++i)
        rects.push_back({i * 60, i % 7 + i / 7 * 2, i * 60 + 12, i % 7 + i / 7 * 2 + 20});
    EXPECT_THAT(reduce_clips(pixels::Region(rects), {64, 64}), UnorderedElementsAreArray(rects));
}

TEST(ReduceClips, SendsLittleOfDamageInVeryManyPieces) {
    for (const std::size_t count : {100U, 300U, 2000U}) {
        // In two corners that are far apart.
        std::vector<Rect> rects = pixels::RandomShapes(2).rects(count / 2, {200, 200}, {1, 1});
        for (const Rect& rect : pixels::RandomShapes(3).rects(count / 2, {200, 200}, {1, 1}))
            rects.push_back(rect.moved(1700, 800));
        const pixels::Region damage(rects);
        for (const char* driver : {"udl", "gud", "cirrus", ""}) {
            const auto clips = reduce_clips(damage, clip_cost(driver));
            EXPECT_LE(clips.size(), clip_cost(driver).max_clips) << driver;
            EXPECT_TRUE(pixels::Region(clips).contains(damage)) << driver;
            EXPECT_LE(cost_of(clips, {0, 0}), 3U * 200 * 200) << driver << ", " << count;
        }
    }
}

std::vector<Rect> clips_for(const char* driver, std::initializer_list<Rect> rects) {
    return reduce_clips(region(rects), clip_cost(driver));
}

TEST(ReduceClips, SendsTheHullToDriversThatMerge) {
    for (const char* driver : {"gm12u320", "virtio_gpu", "panel-mipi-dbi", "ili9341", "repaper"})
        EXPECT_THAT(clips_for(driver, {{0, 0, 10, 10}, {100, 5, 110, 15}, {900, 700, 910, 710}}),
                    ElementsAre(Rect{0, 0, 910, 710}))
            << driver;
}

// Two rectangles of 10 x 10 whose hull has 10 x gap pixels more.
std::vector<Rect> clips_with_gap(const char* driver, std::int32_t gap) {
    return clips_for(driver, {{0, 0, 10, 10}, {10 + gap, 0, 20 + gap, 10}});
}

TEST(ReduceClips, JoinsAcrossWiderGapsWhereAClipCostsMore) {
    struct {
        const char* driver;
        std::int32_t widest_gap;
    } const drivers[] = {{"cirrus", 6}, {"udl", 102}, {"gud", 409}, {"a driver that nobody knows", 102}};
    for (const auto& [driver, widest_gap] : drivers) {
        EXPECT_THAT(clips_with_gap(driver, widest_gap), SizeIs(1)) << driver;
        EXPECT_THAT(clips_with_gap(driver, widest_gap + 1), SizeIs(2)) << driver;
    }
}

TEST(ReduceClips, KeepsWithinWhatTheKernelTakesForEveryDriver) {
    pixels::Region damage;
    for (std::int32_t i = 0; i < 200; ++i)
        damage.add(Rect{(i % 20) * 200, (i / 20) * 200, (i % 20) * 200 + 1, (i / 20) * 200 + 1});
    for (const char* driver : {"udl", "gud", "gm12u320", "cirrus", ""}) {
        const auto clips = reduce_clips(damage, clip_cost(driver));
        EXPECT_LE(clips.size(), 256U) << driver;
        EXPECT_TRUE(pixels::Region(clips).contains(damage)) << driver;
    }
}

}  // namespace
}  // namespace kmsmirror::mirror
