// SPDX-License-Identifier: MIT
#include "pixels/geometry.h"

#include <gtest/gtest.h>

#include <vector>

#include "random_shapes.h"

namespace kmsmirror::pixels {
namespace {

TEST(Geometry, ShowsAllOfASourceOfTheSameSize) {
    const Geometry geometry({1024, 768}, {1024, 768});
    EXPECT_EQ(geometry.source_part(), (Rect{0, 0, 1024, 768}));
    EXPECT_EQ(geometry.display_part(), (Rect{0, 0, 1024, 768}));
    EXPECT_TRUE(geometry.is_importable());
}

TEST(Geometry, CutsALargerSourceOnAllSides) {
    const Geometry geometry({1024, 768}, {800, 600});
    EXPECT_EQ(geometry.source_part(), (Rect{112, 84, 912, 684}));
    EXPECT_EQ(geometry.display_part(), (Rect{0, 0, 800, 600}));
    EXPECT_TRUE(geometry.is_importable());
    EXPECT_EQ(geometry.map(Region(Rect{112, 84, 113, 85})), Region(Rect{0, 0, 1, 1}));
    EXPECT_TRUE(geometry.map(Region(Rect{0, 0, 112, 768})).empty());
}

TEST(Geometry, LeavesABorderAroundASmallerSource) {
    const Geometry geometry({800, 600}, {1024, 768});
    EXPECT_EQ(geometry.source_part(), (Rect{0, 0, 800, 600}));
    EXPECT_EQ(geometry.display_part(), (Rect{112, 84, 912, 684}));
    EXPECT_FALSE(geometry.is_importable());
    EXPECT_EQ(geometry.unmap(Region(Rect{0, 0, 1024, 768})), Region(Rect{0, 0, 800, 600}));
}

TEST(Geometry, CutsOneWayAndLeavesABorderTheOther) {
    const Geometry geometry({1024, 600}, {800, 768});
    EXPECT_EQ(geometry.source_part(), (Rect{112, 0, 912, 600}));
    EXPECT_EQ(geometry.display_part(), (Rect{0, 84, 800, 684}));
    EXPECT_FALSE(geometry.is_importable());
}

TEST(Geometry, LeavesTheOddPixelToTheRightAndBelow) {
    const Geometry larger({801, 601}, {800, 600});
    EXPECT_EQ(larger.source_part(), (Rect{0, 0, 800, 600}));
    const Geometry smaller({800, 600}, {801, 601});
    EXPECT_EQ(smaller.display_part(), (Rect{0, 0, 800, 600}));
    EXPECT_FALSE(smaller.is_importable());
}

TEST(Geometry, IsEqualToThatOfTheSameSizesOnly) {
    EXPECT_EQ(Geometry({800, 600}, {1024, 768}), Geometry({800, 600}, {1024, 768}));
    EXPECT_NE(Geometry({800, 600}, {800, 600}), Geometry({800, 600}, {801, 600}));
}

TEST(Geometry, MapsAndUnmapsExactly) {
    constexpr Size space{40, 40};
    RandomShapes random(1);
    for (int round = 0; round < 200; ++round) {
        const Size source = random.size(space);
        const Geometry geometry(source, random.size(space));
        const std::vector<Rect> rects = random.rects(5, space, {10, 10});
        Region of_source(rects);
        of_source.intersect(geometry.source_part());
        EXPECT_EQ(geometry.unmap(geometry.map(of_source)), of_source);
        EXPECT_EQ(geometry.map(of_source).area(), of_source.area());
        Region of_display(rects);
        of_display.intersect(geometry.display_part());
        EXPECT_EQ(geometry.map(geometry.unmap(of_display)), of_display);
        EXPECT_EQ(geometry.map(Region(rect_of(source))), Region(geometry.display_part()));
    }
}

}  // namespace
}  // namespace kmsmirror::pixels
