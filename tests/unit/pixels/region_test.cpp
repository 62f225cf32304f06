// SPDX-License-Identifier: MIT
#include "pixels/region.h"

#include <gmock/gmock.h>

#include <random>
#include <utility>
#include <vector>

namespace kmsmirror::pixels {
namespace {

Rect random_rect(std::mt19937& random, std::uint32_t space, std::uint32_t largest) {
    const auto x = static_cast<std::int32_t>(random() % space);
    const auto y = static_cast<std::int32_t>(random() % space);
    return {x, y, x + 1 + static_cast<std::int32_t>(random() % largest),
            y + 1 + static_cast<std::int32_t>(random() % largest)};
}

TEST(Region, CountsOverlappingPixelsOnce) {
    Region region(Rect{0, 0, 10, 10});
    region.add(Rect{5, 5, 15, 15});
    EXPECT_EQ(region.area(), 175U);
    EXPECT_EQ(region.bounds(), (Rect{0, 0, 15, 15}));
}

TEST(Region, IsEmptyWithoutPixels) {
    EXPECT_TRUE(Region().empty());
    EXPECT_TRUE(Region(Rect{4, 4, 4, 9}).empty());
    Region region(Rect{0, 0, 4, 4});
    region.intersect(Rect{4, 0, 8, 4});
    EXPECT_TRUE(region.empty());
    region.add(Rect{0, 0, 4, 4});
    region.intersect(Rect{3, 3, 3, 3});
    EXPECT_TRUE(region.empty());
}

TEST(Region, ContainsWhatItCovers) {
    const Region region(Rect{0, 0, 10, 10});
    EXPECT_TRUE(region.contains(Region(Rect{2, 2, 10, 10})));
    EXPECT_FALSE(region.contains(Region(Rect{2, 2, 11, 10})));
}

TEST(Region, IsAValue) {
    Region a(Rect{0, 0, 10, 10});
    Region b = a;
    b.move(5, 0);
    EXPECT_EQ(a.bounds(), (Rect{0, 0, 10, 10}));
    EXPECT_EQ(b.bounds(), (Rect{5, 0, 15, 10}));
    a = std::move(b);
    EXPECT_EQ(a.bounds(), (Rect{5, 0, 15, 10}));
}

TEST(Region, IsTheSameHoweverItIsMadeOfRectangles) {
    std::mt19937 random(1);
    for (std::size_t count = 0; count < 40; ++count) {
        std::vector<Rect> rects{{5, 5, 5, 9}, {7, 9, 3, 2}};  // nothing is in them
        Region one_by_one;
        for (std::size_t i = 0; i < count; ++i) {
            rects.push_back(random_rect(random, 100, 20));
            one_by_one.add(rects.back());
        }
        EXPECT_EQ(Region(rects), one_by_one);
    }
}

TEST(Region, IsLessThanItWasByWhatIsTakenAway) {
    Region region(Rect{0, 0, 10, 10});
    region.subtract(Region(Rect{5, 0, 20, 10}));
    EXPECT_EQ(region, Region(Rect{0, 0, 5, 10}));
}

TEST(Region, KeepsWhatHasNoMoreBoxesThanTheBound) {
    Region region(std::vector<Rect>{{0, 0, 1, 1}, {5, 0, 6, 1}, {0, 5, 1, 6}});
    const Region before = region;
    region.bound(3);
    EXPECT_EQ(region.boxes(), 3U);
    EXPECT_EQ(region, before);
}

TEST(Region, CoversWhatItWasWithinItsBoundsWhenItBecomesCoarser) {
    std::mt19937 random(2);
    for (const std::size_t limit : {1U, 2U, 7U, 64U})
        for (int round = 0; round < 20; ++round) {
            std::vector<Rect> rects;
            for (int i = 0; i < 200; ++i)
                rects.push_back(random_rect(random, 1000, 10).moved(-500, -500));
            Region region(rects);
            const Region exact = region;
            region.bound(limit);
            EXPECT_LE(region.boxes(), limit);
            EXPECT_TRUE(region.contains(exact));
            EXPECT_EQ(region.bounds(), exact.bounds());
        }
}

TEST(Region, GrowsOnlyNearbyWhenItBecomesCoarser) {
    // Two clouds of pixels, far apart.
    std::mt19937 random(3);
    std::vector<Rect> pixels;
    for (int i = 0; i < 1000; ++i)
        pixels.push_back(Rect{0, 0, 1, 1}.moved(static_cast<std::int32_t>(random() % 100 + (i % 2 == 0 ? 0U : 1800U)),
                                                static_cast<std::int32_t>(random() % 100 + (i % 2 == 0 ? 0U : 900U))));
    Region region(pixels);
    region.bound(256);
    EXPECT_LE(region.area(), 2U * 100 * 100);
}

}  // namespace
}  // namespace kmsmirror::pixels
