// SPDX-License-Identifier: MIT
#include "pixels/geometry.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <vector>

#include "random_placement.h"

namespace kmsmirror::pixels {
namespace {

Geometry placed(Size source, Size display, Fit fit) {
    return {source, display, {.fit = fit}};
}

TEST(Geometry, ShowsAllOfASourceOfTheSameSizeAsItIs) {
    for (const Fit fit : all_fits) {
        const Geometry geometry = placed({1024, 768}, {1024, 768}, fit);
        EXPECT_EQ(geometry.source_part(), (Rect{0, 0, 1024, 768}));
        EXPECT_EQ(geometry.display_part(), (Rect{0, 0, 1024, 768}));
        EXPECT_TRUE(geometry.is_plain());
        EXPECT_TRUE(geometry.is_importable());
    }
}

TEST(Geometry, CutsALargerSourceOnAllSidesWhereNothingIsScaled) {
    const Geometry geometry = placed({1024, 768}, {800, 600}, Fit::none);
    EXPECT_EQ(geometry.source_part(), (Rect{112, 84, 912, 684}));
    EXPECT_EQ(geometry.display_part(), (Rect{0, 0, 800, 600}));
    EXPECT_TRUE(geometry.is_importable());
    EXPECT_EQ(geometry.map(Region(Rect{112, 84, 113, 85})), Region(Rect{0, 0, 1, 1}));
    EXPECT_TRUE(geometry.map(Region(Rect{0, 0, 112, 768})).empty());
}

TEST(Geometry, LeavesABorderAroundASmallerSourceWhereNothingIsScaled) {
    const Geometry geometry = placed({800, 600}, {1024, 768}, Fit::none);
    EXPECT_EQ(geometry.source_part(), (Rect{0, 0, 800, 600}));
    EXPECT_EQ(geometry.display_part(), (Rect{112, 84, 912, 684}));
    EXPECT_FALSE(geometry.is_importable());
    EXPECT_EQ(geometry.unmap(Region(Rect{0, 0, 1024, 768})), Region(Rect{0, 0, 800, 600}));
}

TEST(Geometry, CutsOneWayAndLeavesABorderTheOther) {
    const Geometry geometry = placed({1024, 600}, {800, 768}, Fit::none);
    EXPECT_EQ(geometry.source_part(), (Rect{112, 0, 912, 600}));
    EXPECT_EQ(geometry.display_part(), (Rect{0, 84, 800, 684}));
    EXPECT_FALSE(geometry.is_importable());
}

TEST(Geometry, LeavesTheOddPixelToTheRightAndBelow) {
    const Geometry larger = placed({801, 601}, {800, 600}, Fit::none);
    EXPECT_EQ(larger.source_part(), (Rect{0, 0, 800, 600}));
    const Geometry smaller = placed({800, 600}, {801, 601}, Fit::none);
    EXPECT_EQ(smaller.display_part(), (Rect{0, 0, 800, 600}));
    EXPECT_FALSE(smaller.is_importable());
}

TEST(Geometry, FitsAllOfTheSourceInTheMiddle) {
    const Geometry letterboxed = placed({1920, 1080}, {1024, 768}, Fit::fit);
    EXPECT_EQ(letterboxed.source_part(), (Rect{0, 0, 1920, 1080}));
    EXPECT_EQ(letterboxed.display_part(), (Rect{0, 96, 1024, 672}));
    EXPECT_TRUE(letterboxed.is_scaled());
    const Geometry pillarboxed = placed({1024, 768}, {1920, 1080}, Fit::fit);
    EXPECT_EQ(pillarboxed.display_part(), (Rect{240, 0, 1680, 1080}));
    EXPECT_EQ(placed({800, 480}, {1600, 960}, Fit::fit).display_part(), (Rect{0, 0, 1600, 960}));
    EXPECT_EQ(placed({16384, 1}, {100, 100}, Fit::fit).display_part().height(), 1) << "never nothing at all";
}

TEST(Geometry, FillsTheDisplayWithTheMiddleOfTheSource) {
    const Geometry wide = placed({1920, 1080}, {1024, 768}, Fit::fill);
    EXPECT_EQ(wide.display_part(), (Rect{0, 0, 1024, 768}));
    EXPECT_EQ(wide.source_part(), (Rect{240, 0, 1680, 1080}));
    const Geometry high = placed({1024, 768}, {1920, 1080}, Fit::fill);
    EXPECT_EQ(high.source_part(), (Rect{0, 96, 1024, 672}));
}

TEST(Geometry, MovesNothingByHalfAPixelWhereItFillsWithoutScaling) {
    const Geometry geometry = placed({121, 30}, {54, 30}, Fit::fill);
    EXPECT_EQ(geometry.source_part(), (Rect{33, 0, 87, 30}));
    EXPECT_TRUE(geometry.is_importable());
    EXPECT_TRUE(placed({30, 121}, {30, 54}, Fit::fill).is_importable());
}

TEST(Geometry, StretchesAllToAll) {
    const Geometry geometry = placed({800, 480}, {480, 800}, Fit::stretch);
    EXPECT_EQ(geometry.source_part(), (Rect{0, 0, 800, 480}));
    EXPECT_EQ(geometry.display_part(), (Rect{0, 0, 480, 800}));
}

TEST(Geometry, EnlargesByWholeNumbersWhereItIsAskedTo) {
    const Geometry twice = placed({480, 270}, {1024, 768}, Fit::integer);
    EXPECT_EQ(twice.display_part(), (Rect{32, 114, 992, 654}));
    EXPECT_EQ(twice.filter(), Filter::nearest);
    EXPECT_EQ(placed({800, 600}, {1024, 768}, Fit::integer).display_part(), (Rect{112, 84, 912, 684}));
    EXPECT_EQ(placed({1920, 1080}, {1024, 768}, Fit::integer), placed({1920, 1080}, {1024, 768}, Fit::fit))
        << "nothing is lost on a display that is too small";
}

TEST(Geometry, ShowsARegionAsIfItWereAll) {
    const Geometry quarter({1920, 1080}, {960, 540}, {.region = Rect{960, 540, 1920, 1080}});
    EXPECT_TRUE(quarter.is_importable());
    EXPECT_EQ(quarter.source_part(), (Rect{960, 540, 1920, 1080}));
    EXPECT_TRUE(quarter.map(Region(Rect{0, 0, 960, 1080})).empty());
    const Geometry scaled({1920, 1080}, {1920, 1080}, {.region = Rect{0, 0, 960, 540}});
    EXPECT_EQ(scaled.display_part(), (Rect{0, 0, 1920, 1080}));
    EXPECT_EQ(scaled.filter(), Filter::nearest);
}

TEST(Geometry, FitsWhatIsTurned) {
    const Geometry portrait({1920, 1080}, {1080, 1920}, {.turn = {1, false}});
    EXPECT_EQ(portrait.display_part(), (Rect{0, 0, 1080, 1920}));
    EXPECT_FALSE(portrait.is_scaled());
    EXPECT_FALSE(portrait.is_plain());
    EXPECT_FALSE(portrait.is_importable());
    // Clockwise: what was at the top left comes to the top right.
    EXPECT_EQ(portrait.map(Region(Rect{0, 0, 1, 1})), Region(Rect{1079, 0, 1080, 1}));
    EXPECT_EQ(portrait.unmap(Region(Rect{1079, 0, 1080, 1})), Region(Rect{0, 0, 1, 1}));
}

TEST(Geometry, TakesTheFilterThatSuitsTheScale) {
    EXPECT_EQ(placed({640, 360}, {1280, 720}, Fit::fit).filter(), Filter::nearest);
    EXPECT_EQ(placed({640, 360}, {1024, 768}, Fit::fit).filter(), Filter::bilinear);
    EXPECT_EQ(placed({1920, 1080}, {1024, 768}, Fit::fit).filter(), Filter::bilinear);
    EXPECT_EQ(placed({1920, 1080}, {800, 480}, Fit::fit).filter(), Filter::area);
    EXPECT_EQ(Geometry({640, 360}, {1280, 720}, {.filter = Filter::bilinear}).filter(), Filter::bilinear);
    EXPECT_EQ(Geometry({640, 360}, {640, 360}, {.filter = Filter::bilinear}).filter(), Filter::nearest)
        << "nothing is scaled";
}

TEST(Geometry, IsEqualToThatOfTheSamePlacementOnly) {
    EXPECT_EQ(placed({800, 600}, {1024, 768}, Fit::fit), placed({800, 600}, {1024, 768}, Fit::fit));
    EXPECT_NE(placed({800, 600}, {800, 600}, Fit::fit), placed({800, 600}, {801, 600}, Fit::fit));
    EXPECT_NE(placed({800, 600}, {1024, 768}, Fit::fit), placed({800, 600}, {1024, 768}, Fit::none));
    EXPECT_NE(Geometry({640, 360}, {1024, 768}, {.filter = Filter::bilinear}),
              Geometry({640, 360}, {1024, 768}, {.filter = Filter::nearest}));
}

TEST(Geometry, MapsAndUnmapsExactlyWhereNothingIsScaled) {
    RandomShapes random(1);
    for (unsigned round = 0; round < 400; ++round) {
        const Size source = random_size(random);
        const Placement placement{.fit = Fit::none, .turn = turn_number(round)};
        const Geometry geometry(source, random_size(random), placement);
        const std::vector<Rect> rects = random.rects(5, {128, 72}, {10, 10});
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

TEST(Geometry, CoversWhatItMapsBackWhateverThePlacement) {
    RandomShapes random(2);
    for (int round = 0; round < 4000; ++round) {
        const Size source = random_size(random);
        const Size display = random_size(random);
        const Geometry geometry(source, display, random_placement(random, source));
        const Region of_display(random.rect(display, display));
        Region shown = of_display;
        shown.intersect(geometry.display_part());
        const Region made_of = geometry.unmap(of_display);
        EXPECT_TRUE(Region(rect_of(source)).contains(made_of));
        EXPECT_EQ(made_of.empty(), shown.empty());
        EXPECT_TRUE(geometry.map(made_of).contains(shown));
        EXPECT_TRUE(Region(geometry.display_part()).contains(geometry.map(Region(rect_of(source)))));
        EXPECT_EQ(geometry.map(Region(rect_of(source))), Region(geometry.display_part()));
    }
}

// Where a display's pixel lies in the source, and the filter's reach, with a pixel to spare.
bool is_near(const Geometry::Axis& axis, std::int32_t pixel, std::int32_t begin, std::int32_t end) {
    constexpr double one = 65536;
    const double middle = std::clamp((axis.scale * (pixel + 0.5) + axis.offset) / one, 0.5, axis.length - 0.5);
    const double spare = axis.reach / one + 1;
    return middle > begin - spare && middle < end + spare;
}

TEST(Geometry, MapsNoMoreThanTheFilterReaches) {
    RandomShapes random(3);
    for (int round = 0; round < 1000; ++round) {
        const Size source = random_size(random);
        const Geometry geometry(source, random_size(random), random_placement(random, source));
        const Rect changed = random.rect(source, {8, 8});
        const Rect& part = geometry.display_part();
        for (const Rect& rect : geometry.map(Region(changed)).rects())
            for (std::int32_t y = rect.y1; y < rect.y2; ++y)
                for (std::int32_t x = rect.x1; x < rect.x2; ++x) {
                    const auto along = [&](const Geometry::Axis& axis) {
                        return axis.follows_y ? y - part.y1 : x - part.x1;
                    };
                    ASSERT_TRUE(is_near(geometry.x(), along(geometry.x()), changed.x1, changed.x2));
                    ASSERT_TRUE(is_near(geometry.y(), along(geometry.y()), changed.y1, changed.y2));
                }
    }
}

}  // namespace
}  // namespace kmsmirror::pixels
