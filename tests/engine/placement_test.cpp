// SPDX-License-Identifier: MIT
// Where the picture lies on a display, and what that is for its path.
#include <gtest/gtest.h>

#include "engine/world.h"

namespace kmsmirror::tests {
namespace {

class Placements : public World {
protected:
    // A display of another size than the source's, beside one of the same.
    void start_with_a_display(Size size) {
        start();
        add_source();
        plug("other", fakes::with_only_mode(fakes::gud(), size));
        plug("right", fakes::udl());
        connect_client();
        draw_everything();
        ASSERT_TRUE(all_settle());
    }
    void expect_placed() {
        ASSERT_TRUE(all_settle());
        EXPECT_TRUE(shows_the_source("other"));
        EXPECT_TRUE(shows_the_source("right"));
    }
};

TEST_F(Placements, FitTheWholeSourceByDefault) {
    start_with_a_display({320, 256});
    expect_placed();
    EXPECT_EQ(status("other").path, "copy");
    EXPECT_EQ(status("other").path_reason.call, "GEOMETRY");
    EXPECT_EQ(status("other").placement.display_part, (Rect{0, 8, 320, 248}));
    EXPECT_EQ(status("other").placement.region, rect_of(fakes::preferred_size));
    EXPECT_EQ(status("other").placement.filter, Filter::bilinear);
    EXPECT_EQ(status("right").path, "prime") << "of its size";
    EXPECT_EQ(status("right").placement.filter, std::nullopt);
    for (int frame = 0; frame < 10; ++frame) {
        draw_frames(1);
        expect_placed();
    }
}

TEST_F(Placements, BringPrimeBackWhereNothingIsScaled) {
    start_with_a_display({200, 150});
    EXPECT_EQ(status("other").path, "copy");
    set("other", {.fit = Fit::none});
    draw_frames(2);
    expect_placed();
    EXPECT_EQ(status("other").path, "prime");
    EXPECT_EQ(status("other").path_reason.call, "");
    set("other", {.fit = Fit::fit, .region = Rect{50, 40, 250, 190}});
    draw_frames(2);
    expect_placed();
    EXPECT_EQ(status("other").path, "prime") << "a part of the display's own size";
    set("other", {.dither = true});
    draw_frames(2);
    EXPECT_EQ(status("other").path, "copy");
    EXPECT_EQ(status("other").path_reason.call, "GEOMETRY");
}

TEST_F(Placements, ShowAVideoWall) {
    start_with_a_display({128, 96});
    plug("corner", fakes::with_only_mode(fakes::udl(), {128, 96}));
    set("other", {.region = Wall{2, 2, 0, 0}});
    set("corner", {.region = Wall{2, 2, 1, 1}});
    draw_frames(3);
    expect_placed();
    EXPECT_TRUE(shows_the_source("corner"));
    EXPECT_EQ(status("corner").placement.region, (Rect{128, 96, 256, 192}));
    EXPECT_EQ(status("corner").path, "prime");
    const auto before = fake_.pixels_read(card("other"));
    draw({{200, 150, 220, 160}});
    expect_placed();
    EXPECT_TRUE(shows_the_source("corner"));
    EXPECT_EQ(fake_.pixels_read(card("other")), before) << "nothing changed on its part";
}

TEST_F(Placements, ChangeWhileFramesComeWithoutAModeSetOrALostFrame) {
    start_with_a_display({320, 256});
    constexpr Fit fits[] = {Fit::fill, Fit::stretch, Fit::integer, Fit::none, Fit::fit};
    for (unsigned change = 0; change < 50; ++change) {
        set("other", {.fit = fits[change % 5],
                      .rotation = change % 4 * 90,
                      .reflection = change % 3 == 0 ? Reflection::x : Reflection::none});
        draw_something();
        draw_something();
        expect_placed();
        if (HasFailure())
            return;
    }
    EXPECT_EQ(statistics("other").frames_lost, 0U);
    EXPECT_TRUE(counts_each_frame_once("other"));
    EXPECT_EQ(fake_.modeset_count(card("other")), 1U) << "the first one";
}

TEST_F(Placements, SendNoMoreThanTheScaledDamage) {
    start_with_a_display({320, 256});
    const Rect cell{100, 80, 108, 96};
    const auto before = fake_.pixels_read(card("other"));
    draw({cell});
    expect_placed();
    EXPECT_EQ(fake_.pixels_read(card("other")) - before, geometry_on("other").map(pixels::Region(cell)).area());
}

TEST_F(Placements, SayThatAModeOfTheSourcesSizeIsNotThere) {
    start_with_a_display({320, 256});
    EXPECT_EQ(status("other").error, "");
    set("other", {.mode = ModeRule::source});
    ASSERT_TRUE(all_settle());
    EXPECT_EQ(status("other").error,
              "the display has no mode of the picture's size, 256x192; it got another one. It has 320x256@59.997");
    set("right", {.mode = ModeRule::source});
    ASSERT_TRUE(all_settle());
    EXPECT_EQ(status("right").error, "");
}

TEST_F(Placements, TurnASignWithAModeThatIsTurned) {
    start();
    add_source();
    fakes::Personality portrait = fakes::with_only_mode(fakes::gud(), {320, 256});
    portrait.modes.push_back(fakes::make_mode({192, 256}, false));
    settings_["sign"].rotation = 90;
    plug("sign", portrait);
    connect_client();
    draw_everything();
    draw_frames(3);
    ASSERT_TRUE(all_settle());
    EXPECT_TRUE(shows_the_source("sign"));
    EXPECT_EQ(status("sign").mode.size, (Size{192, 256})) << "that of the turned picture";
    EXPECT_EQ(status("sign").placement.filter, std::nullopt);
}

}  // namespace
}  // namespace kmsmirror::tests
