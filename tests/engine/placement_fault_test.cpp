// SPDX-License-Identifier: MIT
// What once went wrong where a picture is scaled, turned or dithered, or a display changes in the middle of that.
#include <gtest/gtest.h>

#include <cerrno>

#include "engine/placed_picture.h"
#include "engine/world.h"
#include "pixels/background.h"

namespace kmsmirror::tests {
namespace {

using namespace std::chrono_literals;
using fakes::Call;

constexpr std::uint64_t every_rotation = 0x3f;  // DRM_MODE_ROTATE_MASK | DRM_MODE_REFLECT_MASK

class PlacementFaults : public World {
protected:
    // A gud display whose plane turns, or any other one.
    [[nodiscard]] static fakes::Personality turning() {
        fakes::Personality gadget = fakes::gud();
        gadget.rotations = every_rotation;
        gadget.format_change_is_modeset = true;
        return gadget;
    }
    void start_with(const fakes::Personality& display) {
        start();
        add_source();
        plug("other", display);
        connect_client();
        draw_everything();
        ASSERT_TRUE(all_settle());
    }
    void restart() {
        fake_.leave_pictures(true);
        forget_engine();
        fake_.leave_pictures(false);
    }
    [[nodiscard]] std::uint64_t modesets() { return fake_.modeset_count(card("other")); }
    void show(std::uint32_t rgb) {
        engine_->show_still(
            "other", [rgb](const pixels::Image& image) { pixels::fill(image, rgb); }, "blank");
    }
    [[nodiscard]] bool becomes(const std::string& state) {
        return run_until([&] { return status("other").state == state; });
    }
};

TEST_F(PlacementFaults, ATurnThatAPlaneWasLeftInIsNotKept) {
    fake_.keep_cards();
    settings_["other"].rotation = 180;
    start_with(turning());
    ASSERT_EQ(status("other").path, "prime");
    restart();
    settings_["other"].rotation = 0;
    start_again();
    connect_client();
    draw_everything();
    draw_frames(2);
    EXPECT_TRUE(shows_the_source("other"));
}

TEST_F(PlacementFaults, ATurnThatAPlaneWasLeftInDoesNotTurnTheCopyOnceMore) {
    fake_.keep_cards();
    settings_["other"].rotation = 180;
    start_with(turning());
    restart();
    settings_["other"].path = PathChoice::copy;
    start_again();
    connect_client();
    draw_everything();
    draw_frames(2);
    EXPECT_TRUE(shows_the_source("other"));
}

TEST_F(PlacementFaults, AFormatThatADisplayWasLeftInIsNoFailure) {
    fake_.keep_cards();
    settings_["other"].dither = Dither::ordered;
    start_with(turning());
    ASSERT_EQ(status("other").path, "copy");
    ASSERT_EQ(status("other").format, "RG16");
    restart();
    settings_["other"].dither = Dither::none;
    start_again();
    connect_client();
    draw_everything();
    draw_frames(2);
    EXPECT_TRUE(shows_the_source("other"));
    EXPECT_EQ(status("other").path, "prime");
    EXPECT_EQ(status("other").path_reason.call, "");
}

TEST_F(PlacementFaults, AStillPictureIsUprightWhereTheSourcesPanelIsBuiltInOnItsSide) {
    fakes::Personality source = fakes::pl111();
    source.panel_orientation = "Left Side Up";
    start();
    add_source(source);
    plug("other", fakes::gud());
    connect_client();
    draw_everything();
    ASSERT_TRUE(all_settle());
    std::optional<Size> size;
    engine_->show_still(
        "other",
        [&size](const pixels::Image& image) {
            size = image.size;
            pixels::fill(image, 0xff00);
            image.data[0] = std::byte{0xff};
        },
        "blank");
    EXPECT_EQ(size, fakes::preferred_size);
    EXPECT_TRUE(run_until([this] { return fake_.shown_picture(card("other")).at(0, 0) == 0xffff; }));
}

TEST_F(PlacementFaults, ACaptureIsOfWhatIsShownThoughAnotherPlaceWasRefused) {
    start_with(fakes::with_only_mode(fakes::gud(), {128, 96}));
    set("other", {.fit = Fit::none});
    draw_frames(1);
    ASSERT_EQ(status("other").path, "prime");
    drm_.fail(Call::commit_atomic, 1, EBUSY, 1, card("other"));
    set("other", {.region = Rect{0, 0, 128, 96}});
    hear("other");
    const Captured captured = capture("other");
    ASSERT_TRUE(captured.picture);
    EXPECT_EQ(fakes::count_differences(*captured.picture, fake_.shown_picture(card("other"))), 0U);
}

TEST_F(PlacementFaults, ACaptureIsOfWhatIsShownThoughAnotherFormatWasRefused) {
    start_with(fakes::with_only_mode(turning(), {128, 96}));
    ASSERT_EQ(status("other").path, "copy");
    drm_.fail(Call::commit_atomic, 1, EBUSY, 1, card("other"));
    set("other", {.fit = Fit::stretch, .dither = Dither::ordered});
    hear("other");
    const Captured captured = capture("other");
    ASSERT_TRUE(captured.picture);
    EXPECT_EQ(fakes::count_differences(*captured.picture, fake_.shown_picture(card("other"))), 0U);
}

TEST_F(PlacementFaults, AModeSetThatTheStillPictureNeedsIsNotForgottenWithIt) {
    fakes::Personality gadget = fakes::gud();
    gadget.further_properties = {{.object_type = 0xcccccccc /* DRM_MODE_OBJECT_CRTC */, .name = "CTM"}};
    start_with(gadget);
    fake_.set_foreign_master(card("other"), true);
    show(0);
    ASSERT_TRUE(becomes("no-master"));
    fake_.leave_properties(card("other"));
    fake_.set_foreign_master(card("other"), false);
    engine_->resume("other");
    ASSERT_TRUE(run_until([this] {
        scheduler_.advance(100ms);
        return status("other").state == "mirroring" && settles("other");
    }));
    EXPECT_TRUE(shows_the_source("other"));
}

TEST_F(PlacementFaults, AStillPictureInFrontOfADitheredOneIsNoModeSet) {
    settings_["other"].dither = Dither::ordered;
    start_with(turning());
    const std::uint64_t before = modesets();
    show(0x123456);
    ASSERT_TRUE(becomes("blank"));
    engine_->resume("other");
    draw_frames(2);
    EXPECT_EQ(modesets(), before);
    EXPECT_EQ(status("other").format, "RG16");
}

TEST_F(PlacementFaults, APlaneThatTurnsInTestsOnlyCostsNoFrameAndOneTripToTheHeap) {
    fake_.set_heap("/dev/dma_heap/linux,cma", true);
    fakes::Personality gadget = turning();
    gadget.turning_error = EINVAL;
    start_with(gadget);
    set("other", {.rotation = 180});
    for (int minute = 0; minute < 200; ++minute) {
        scheduler_.advance(1min);
        draw_frames(1);
        ASSERT_TRUE(shows_the_source("other"));
    }
    EXPECT_EQ(status("other").path, "copy");
    EXPECT_EQ(statistics("other").frames_lost, 0U);
    EXPECT_EQ(status("other").path_reason.call, "GEOMETRY");
    EXPECT_EQ(status("other").path_reason.errno_name, "EINVAL");
    EXPECT_LE(times_replaced_, 2) << "then the memory of the source is not to blame";
}

TEST_F(PlacementFaults, TheSmallestDisplaysShowEverything) {
    start();
    add_source();
    int number = 0;
    for (const Size size : {Size{1, 1}, Size{2, 1}, Size{1, 3}, Size{8, 8}}) {
        fakes::Personality gadget = fakes::gud();
        gadget.min = {1, 1};
        plug("small" + std::to_string(++number), fakes::with_only_mode(gadget, size));
    }
    connect_client();
    draw_everything();
    ASSERT_TRUE(all_settle());
    for (int i = 1; i <= number; ++i) {
        const std::string name = "small" + std::to_string(i);
        for (const Fit fit : {Fit::fit, Fit::fill, Fit::stretch, Fit::integer, Fit::none})
            for (const std::uint32_t degrees : {0U, 90U}) {
                set(name, {.fit = fit, .rotation = degrees});
                draw_frames(1);
                ASSERT_TRUE(shows_the_source(name)) << name << fit_name(fit);
                ASSERT_TRUE(capture(name).picture);
            }
        engine_->show_still(name, pixels::draw_bars, "test-pattern");
        ASSERT_TRUE(run_until([&] { return status(name).state == "test-pattern"; }));
        engine_->show_still(name, pixels::draw_grid, "test-pattern");
        hear(name);
        engine_->show_still(name, pixels::draw_checker, "test-pattern");
        hear(name);
        engine_->resume(name);
    }
    draw_frames(1);
}

}  // namespace
}  // namespace kmsmirror::tests
