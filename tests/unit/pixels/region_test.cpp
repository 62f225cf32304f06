// SPDX-License-Identifier: MIT
#include "pixels/region.h"

#include <gmock/gmock.h>

#include <utility>
#include <vector>

#include "random_shapes.h"

namespace kmsmirror::pixels {
namespace {

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
    RandomShapes random(1);
    for (std::size_t count = 0; count < 40; ++count) {
        std::vector<Rect> rects{{5, 5, 5, 9}, {7, 9, 3, 2}};  // nothing is in them
        Region one_by_one;
        for (std::size_t i = 0; i < count; ++i) {
            rects.push_back(random.rect({100, 100}, {20, 20}));
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
    RandomShapes random(2);
    for (const std::size_t limit : {1U, 2U, 7U, 64U})
        for (int round = 0; round < 20; ++round) {
            Region region(random.rects(200, {1000, 1000}, {10, 10}));
            region.move(-500, -500);
            const Region exact = region;
            region.bound(limit);
            EXPECT_LE(region.boxes(), limit);
            EXPECT_TRUE(region.contains(exact));
            EXPECT_EQ(region.bounds(), exact.bounds());
        }
}

TEST(Region, GrowsOnlyNearbyWhenItBecomesCoarser) {
    // Two clouds of pixels, far apart.
    RandomShapes random(3);
    std::vector<Rect> pixels = random.rects(500, {100, 100}, {1, 1});
    for (const Rect& pixel : random.rects(500, {100, 100}, {1, 1}))
        pixels.push_back(pixel.moved(1800, 900));
    Region region(pixels);
    region.bound(256);
    EXPECT_LE(region.area(), 2U * 100 * 100);
}

TEST(Region, IsEqualToAnyOtherThatIsEmpty) {
    Region emptied(Rect{5, 5, 9, 9});
    emptied.intersect({20, 20, 30, 30});
    EXPECT_TRUE(emptied.empty());
    EXPECT_EQ(emptied, Region());
    EXPECT_EQ(Region(), emptied);
    EXPECT_FALSE(emptied == Region(Rect{5, 5, 9, 9}));
}

}  // namespace
}  // namespace kmsmirror::pixels
