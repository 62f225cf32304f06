// SPDX-License-Identifier: MIT
#include "ctl/model/placed_picture.h"

#include <gmock/gmock.h>

#include <utility>

#include "base/placement.h"
#include "ctl/view/words.h"

namespace kmsmirror::ctl {
namespace {

using Pixel = std::pair<double, double>;

// Where a place on the display is on the source, both in pixels, as a program does it that knows the matrix only.
Pixel touched(const PlacedPicture& placed, double x, double y) {
    const auto [a, b, c, d, e, f] = calibration_matrix(placed);
    const double u = x / placed.display.width;
    const double v = y / placed.display.height;
    return {(a * u + b * v + c) * placed.source.width, (d * u + e * v + f) * placed.source.height};
}

testing::Matcher<Pixel> is_near(double x, double y) {
    return testing::Pair(testing::DoubleNear(x, 0.01), testing::DoubleNear(y, 0.01));
}

PlacedPicture all_of(Size source, Size display) {
    return {source, rect_of(source), display, rect_of(display), {}};
}

TEST(CalibrationMatrices, ChangeNothingWhereAllIsOnAllOfTheDisplay) {
    EXPECT_EQ(matrix_words(calibration_matrix(all_of({1920, 1080}, {1920, 1080}))), "1 0 0 0 1 0");
    EXPECT_EQ(matrix_words(calibration_matrix(all_of({1920, 1080}, {800, 480}))), "1 0 0 0 1 0") << "stretched";
}

TEST(CalibrationMatrices, LeadOutOfTheSourceInBars) {
    PlacedPicture fitted = all_of({1920, 1080}, {800, 480});
    fitted.display_part = {0, 15, 800, 465};
    EXPECT_EQ(matrix_words(calibration_matrix(fitted)), "1 0 0 0 1.066667 -0.033333");
    EXPECT_THAT(touched(fitted, 0, 15), is_near(0, 0));
    EXPECT_THAT(touched(fitted, 800, 465), is_near(1920, 1080));
    EXPECT_THAT(touched(fitted, 400, 240), is_near(960, 540));
    EXPECT_LT(touched(fitted, 400, 5).second, 0);
    EXPECT_GT(touched(fitted, 400, 475).second, 1080);
}

TEST(CalibrationMatrices, KnowWhatFillCutsOff) {
    PlacedPicture filled = all_of({1920, 1080}, {800, 480});
    filled.source_part = {60, 0, 1860, 1080};
    EXPECT_THAT(touched(filled, 0, 0), is_near(60, 0));
    EXPECT_THAT(touched(filled, 800, 480), is_near(1860, 1080));
}

TEST(CalibrationMatrices, OfFitNoneAreInTheMiddleOfBoth) {
    PlacedPicture unscaled = all_of({1280, 480}, {800, 600});
    unscaled.source_part = {240, 0, 1040, 480};
    unscaled.display_part = {0, 60, 800, 540};
    EXPECT_THAT(touched(unscaled, 0, 60), is_near(240, 0));
    EXPECT_THAT(touched(unscaled, 799, 539), is_near(1039, 479));
}

TEST(CalibrationMatrices, OfFitIntegerCountWholePixels) {
    PlacedPicture doubled = all_of({400, 300}, {1024, 768});
    doubled.display_part = {112, 84, 912, 684};
    EXPECT_THAT(touched(doubled, 112, 84), is_near(0, 0));
    EXPECT_THAT(touched(doubled, 114, 84), is_near(1, 0));
    EXPECT_THAT(touched(doubled, 912, 684), is_near(400, 300));
}

TEST(CalibrationMatrices, OfAWallLeadToTheirPartOfIt) {
    PlacedPicture right_at_the_top = all_of({1920, 1080}, {960, 540});
    right_at_the_top.source_part = {960, 0, 1920, 540};
    EXPECT_EQ(matrix_words(calibration_matrix(right_at_the_top)), "0.5 0 0.5 0 0.5 0");
}

// Where the left and the right corner at the top of the display, and the left one at the bottom, are on the source.
struct Corners {
    std::uint32_t rotation;
    Reflection reflection;
    Pixel left, right, below;
};

TEST(CalibrationMatrices, TurnAndMirrorBack) {
    constexpr double w = 1920;
    constexpr double h = 1080;
    const Corners all[] = {
        {0, Reflection::none, {0, 0}, {w, 0}, {0, h}},   {90, Reflection::none, {0, h}, {0, 0}, {w, h}},
        {180, Reflection::none, {w, h}, {0, h}, {w, 0}}, {270, Reflection::none, {w, 0}, {w, h}, {0, 0}},
        {0, Reflection::x, {w, 0}, {0, 0}, {w, h}},      {0, Reflection::y, {0, h}, {w, h}, {0, 0}},
        {90, Reflection::x, {w, h}, {w, 0}, {0, h}},     {90, Reflection::y, {0, 0}, {0, h}, {w, 0}},
        {180, Reflection::x, {0, h}, {w, h}, {0, 0}},    {180, Reflection::y, {w, 0}, {0, 0}, {w, h}},
        {270, Reflection::x, {0, 0}, {0, h}, {w, 0}},    {270, Reflection::y, {w, h}, {w, 0}, {0, h}},
    };
    for (const auto& [rotation, reflection, left, right, below] : all) {
        PlacedPicture placed = all_of({1920, 1080}, {800, 480});
        placed.turn = turn_of(rotation, reflection);
        SCOPED_TRACE(testing::Message() << rotation << ' ' << reflection_name(reflection));
        EXPECT_THAT(touched(placed, 0, 0), is_near(left.first, left.second));
        EXPECT_THAT(touched(placed, 800, 0), is_near(right.first, right.second));
        EXPECT_THAT(touched(placed, 0, 480), is_near(below.first, below.second));
    }
    PlacedPicture sign = all_of({1920, 1080}, {1080, 1920});
    sign.turn = turn_of(90, Reflection::none);
    EXPECT_EQ(matrix_words(calibration_matrix(sign)), "0 1 0 -1 0 1");
}

TEST(CalibrationMatrices, TurnThePartThatIsShownWithinItsBars) {
    // All of 1920x1080, turned by 90 degrees, as large as it fits on 800x480.
    PlacedPicture placed = all_of({1920, 1080}, {800, 480});
    placed.display_part = {265, 0, 535, 480};
    placed.turn = turn_of(90, Reflection::none);
    EXPECT_THAT(touched(placed, 535, 0), is_near(0, 0)) << "the left at the top is on the right now";
    EXPECT_THAT(touched(placed, 535, 480), is_near(1920, 0));
    EXPECT_THAT(touched(placed, 265, 0), is_near(0, 1080));
}

Status status_of(const Sink& sink) {
    Status status;
    status.sources.resize(1);
    status.sources[0].id = sink.source_id;
    status.sources[0].mode = {1920, 1080, 60'000};
    status.sinks = {sink};
    return status;
}

TEST(PlacedPictures, AreWhatTheDaemonSays) {
    Sink sink;
    sink.source_id = "lcd";
    sink.mode = {800, 480, 60'000};
    sink.region = {0, 0, 1920, 1080};
    sink.display_part = {265, 0, 535, 480};
    sink.rotation = 90;
    sink.reflection = "y";
    const auto placed = placed_picture(sink, status_of(sink));
    ASSERT_TRUE(placed);
    EXPECT_EQ(placed->source, (Size{1920, 1080}));
    EXPECT_EQ(placed->display, (Size{800, 480}));
    EXPECT_EQ(placed->source_part, sink.region);
    EXPECT_EQ(placed->display_part, sink.display_part);
    EXPECT_EQ(placed->turn, turn_of(90, Reflection::y));
    EXPECT_TRUE(placed->panel_turn.is_none());
    sink.panel_orientation = "left-side-up";
    EXPECT_EQ(placed_picture(sink, status_of(sink))->turn, turn_of(0, Reflection::y)) << "turned back by the panel";
    EXPECT_EQ(placed_picture(sink, status_of(sink))->panel_turn, (Turn{3, false}));
    sink.panel_orientation = "normal";
    EXPECT_FALSE(placed_picture(sink, Status{})) << "without a source";
    sink.region = {};
    EXPECT_FALSE(placed_picture(sink, status_of(sink))) << "while nothing is shown";
    sink.region = {0, 0, 1920, 1080};
    sink.mode = {};
    EXPECT_FALSE(placed_picture(sink, status_of(sink))) << "without a mode";
}

TEST(PlacedPictures, ComeFromTheRegionThatIsChosen) {
    Sink sink;
    EXPECT_EQ(chosen_part(sink, {1920, 1080}), (Rect{0, 0, 1920, 1080})) << "of a daemon that says nothing";
    sink.region_choice = "wall:2x2:1,0";
    EXPECT_EQ(chosen_part(sink, {1920, 1080}), (Rect{960, 0, 1920, 540}));
    sink.bezel = 40;
    EXPECT_EQ(chosen_part(sink, {1920, 1080}), (Rect{980, 0, 1920, 520}));
    sink.region_choice = "10,10,5000,20";
    EXPECT_EQ(chosen_part(sink, {1920, 1080}), (Rect{10, 10, 1920, 20}));
}

}  // namespace
}  // namespace kmsmirror::ctl
