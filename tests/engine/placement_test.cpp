// SPDX-License-Identifier: MIT
// Where the picture lies on a display, and what that is for its path.
#include <gtest/gtest.h>

#include "engine/placed_picture.h"
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
    set("other", {.dither = Dither::ordered});
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

TEST_F(Placements, SayThatADitherChangesNothing) {
    settings_["other"].dither = Dither::ordered;
    fakes::Personality display = fakes::gud();
    display.formats = {kms::format_xrgb8888};
    start();
    add_source();
    plug("other", display);
    connect_client();
    draw_everything();
    draw_frames(2);
    EXPECT_TRUE(shows_the_source("other"));
    EXPECT_EQ(status("other").path, "prime");
    EXPECT_EQ(status("other").error,
              "its driver takes no format of fewer bits, so that dither=ordered changes nothing");
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

class Panels : public World {
protected:
    // What the client draws on a display of 192x256 where it is turned, else 256x192.
    void expect_turned(Turn turn) {
        const Size display = turn.turned(fakes::preferred_size);
        ASSERT_EQ(status("other").mode.size, display);
        const fakes::Picture wanted = placed(drawn(), {fakes::preferred_size, display, {.turn = turn}});
        EXPECT_EQ(fakes::count_differences(fake_.shown_picture(card("other")), wanted), 0U);
    }
    void start_with(const fakes::Personality& source, fakes::Personality sink) {
        sink.modes.push_back(fakes::make_mode({192, 256}, false));
        start();
        add_source(source);
        plug("other", std::move(sink));
        connect_client();
        draw_everything();
        draw_frames(3);
    }
};

TEST_F(Panels, ThatAreBuiltInOnTheirSideShowThePictureUpright) {
    fakes::Personality panel = fakes::gud();
    panel.panel_orientation = "Right Side Up";
    start_with(fakes::pl111(), panel);
    expect_turned({1, false});
    EXPECT_EQ(status("other").path_reason.call, "GEOMETRY");
    set("other", {.rotation = 90});
    draw_frames(2);
    expect_turned({2, false});
    set("other", {.rotation = 270});
    draw_frames(2);
    expect_turned({});
    EXPECT_EQ(status("other").path, "prime");
}

TEST_F(Panels, AsTheSourceAreShownUprightElsewhere) {
    fakes::Personality source = fakes::pl111();
    source.panel_orientation = "Left Side Up";
    start_with(source, fakes::gud());
    expect_turned({1, false});
    set("other", {.reflection = Reflection::x});
    draw_frames(2);
    expect_turned(Turn{1, false}.then({0, true}));
}

constexpr std::uint64_t all_rotations = 0x3f;  // DRM_MODE_ROTATE_MASK | DRM_MODE_REFLECT_MASK

class Planes : public World {
protected:
    // A display as large as the turned source.
    void start_with(fakes::Personality gadget) {
        gadget.format_change_is_modeset = true;
        start();
        add_source();
        plug("other", std::move(gadget));
        connect_client();
        draw_everything();
        ASSERT_TRUE(all_settle());
    }
};

TEST_F(Planes, TurnByThemselvesWhatIsNotScaled) {
    fakes::Personality gadget = fakes::with_only_mode(fakes::gud(), {192, 256});
    gadget.modes.push_back(fakes::make_mode(fakes::preferred_size, false));
    gadget.rotations = all_rotations;
    start_with(gadget);
    for (const std::uint32_t degrees : {90U, 180U, 270U, 0U})
        for (const Reflection reflection : {Reflection::x, Reflection::y, Reflection::none}) {
            set("other", {.rotation = degrees, .reflection = reflection});
            ASSERT_TRUE(all_settle());
            for (int frame = 0; frame < 3; ++frame) {
                draw_frames(1);
                ASSERT_TRUE(shows_the_source("other")) << degrees << " " << reflection_name(reflection);
            }
            EXPECT_EQ(status("other").path, "prime");
        }
    EXPECT_EQ(statistics("other").bytes_copied, 0U);
    EXPECT_EQ(statistics("other").frames_lost, 0U);
}

TEST_F(Planes, SendOnlyTheDamageOfWhatTheyTurn) {
    fakes::Personality gadget = fakes::with_only_mode(fakes::gud(), {192, 256});
    gadget.rotations = all_rotations;
    settings_["other"].rotation = 270;
    start_with(gadget);
    EXPECT_EQ(status("other").path, "prime");
    const auto before = fake_.pixels_read(card("other"));
    draw({{10, 20, 30, 28}});
    ASSERT_TRUE(all_settle());
    EXPECT_TRUE(shows_the_source("other"));
    EXPECT_EQ(fake_.pixels_read(card("other")) - before, 20U * 8);
}

TEST_F(Planes, ThatCannotTurnLikeThatLeaveItToTheCopy) {
    fakes::Personality gadget = fakes::with_only_mode(fakes::gud(), {192, 256});
    gadget.rotations = 0x15;  // 0 and 180 degrees, and mirrored
    settings_["other"].rotation = 90;
    start_with(gadget);
    EXPECT_TRUE(shows_the_source("other"));
    EXPECT_EQ(status("other").path, "copy");
    EXPECT_EQ(status("other").path_reason.call, "GEOMETRY");
}

TEST_F(Planes, ScaleByThemselvesWhereTheDriverReallyDoes) {
    fakes::Personality gadget = fakes::with_only_mode(fakes::gud(), {512, 400});
    gadget.can_scale = true;
    start_with(gadget);
    draw_frames(3);
    EXPECT_EQ(status("other").path, "prime");
    EXPECT_EQ(statistics("other").bytes_copied, 0U);
    settings_["other"].filter = Filter::nearest;  // as the model of the kernel scales
    EXPECT_TRUE(shows_the_source("other")) << "scaled, with bars";
    draw_something();
    ASSERT_TRUE(all_settle());
    EXPECT_TRUE(shows_the_source("other"));
    const Captured captured = capture("other");
    ASSERT_TRUE(captured.picture);
    EXPECT_EQ(captured.picture->size, (Size{512, 400}));
    set("other", {.filter = Filter::nearest});
    draw_frames(2);
    EXPECT_EQ(status("other").path, "copy") << "nobody knows how a plane filters";
}

TEST_F(Planes, WhoseFramebuffersAreTooSmallForTheSourceLeaveItToTheCopy) {
    fakes::Personality gadget = fakes::with_only_mode(fakes::gud(), {200, 120});
    gadget.max = {200, 120};
    gadget.can_scale = true;
    start_with(gadget);
    EXPECT_TRUE(shows_the_source("other"));
    EXPECT_EQ(status("other").path, "copy");
    EXPECT_EQ(status("other").path_reason.call, "GEOMETRY");
    EXPECT_EQ(statistics("other").frames_lost, 0U);
}

TEST_F(Planes, ThatDoNotScaleCostNoFrame) {
    start_with(fakes::with_only_mode(fakes::gud(), {512, 400}));
    draw_frames(3);
    EXPECT_TRUE(shows_the_source("other"));
    EXPECT_EQ(status("other").path, "copy");
    EXPECT_EQ(status("other").path_reason.call, "GEOMETRY");
    EXPECT_EQ(status("other").path_reason.errno_name, "ERANGE");
    EXPECT_EQ(statistics("other").frames_lost, 0U);
    EXPECT_EQ(status("other").fallback_count, 0U);
}

}  // namespace
}  // namespace kmsmirror::tests
