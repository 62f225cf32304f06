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

}  // namespace
}  // namespace kmsmirror::mirror
