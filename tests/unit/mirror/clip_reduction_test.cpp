// SPDX-License-Identifier: MIT
#include "mirror/clip_reduction.h"

#include <gmock/gmock.h>

#include <random>

namespace kmsmirror::mirror {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

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
    std::mt19937 random(3);
    for (int round = 0; round < 50; ++round) {
        pixels::Region damage;
        const auto pieces = static_cast<unsigned>(1 + random() % 60);
        for (unsigned i = 0; i < pieces; ++i) {
            const auto x = static_cast<std::int32_t>(random() % 1000);
            const auto y = static_cast<std::int32_t>(random() % 700);
            damage.add(Rect{x, y, x + 1 + static_cast<std::int32_t>(random() % 40),
                            y + 1 + static_cast<std::int32_t>(random() % 40)});
        }
        const auto clips = reduce_clips(damage, {64, 8});
        EXPECT_LE(clips.size(), 8U);
        EXPECT_TRUE(pixels::Region(clips).contains(damage));
        EXPECT_TRUE(pixels::Region(damage.bounds()).contains(pixels::Region(clips)));
    }
}

TEST(ReduceClips, SendsTheBoundsOfDamageInVeryManyPieces) {
    pixels::Region damage;
    for (std::int32_t i = 0; i < 300; ++i)
        damage.add(Rect{(i % 20) * 50, (i / 20) * 40, (i % 20) * 50 + 1, (i / 20) * 40 + 1});
    EXPECT_THAT(reduce_clips(damage, {}), ElementsAre(damage.bounds()));
}

std::vector<Rect> clips_for(const char* driver, std::initializer_list<Rect> rects) {
    return reduce_clips(region(rects), clip_cost(driver));
}

TEST(ReduceClips, SendsTheHullToDriversThatMerge) {
    for (const char* driver : {"gm12u320", "virtio_gpu"})
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
