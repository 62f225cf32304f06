// SPDX-License-Identifier: MIT
#include "pixels/region.h"

#include <gmock/gmock.h>

#include <utility>

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

}  // namespace
}  // namespace kmsmirror::pixels
