// SPDX-License-Identifier: MIT
#include <gmock/gmock.h>

#include <cerrno>

#include "engine/world.h"

namespace kmsmirror::tests {
namespace {

using fakes::Call;

// Sizes of pictures and framebuffers that once left a display dark.
class ModeFaults : public World {
protected:
    // The display "right" shows its preferred mode, because it has refused the one that was wished for.
    void refuse_a_wished_mode() {
        start();
        add_source();
        plug("right", fakes::gud());
        connect_client();
        draw_everything();
        ASSERT_TRUE(all_settle());
        drm_.fail(Call::commit_atomic, 1, EINVAL, 2, card("right"));
        set("right", {.mode = ModeWish{{160, 120}, 0}});
        ASSERT_TRUE(
            run_until([this] { return status("right").state == "mirroring" && !status("right").error.empty(); }));
        ASSERT_EQ(status("right").mode.size, fakes::preferred_size);
    }
};

TEST_F(ModeFaults, OddWidthsAndTightPitchesAreCopiedAndBlanked) {
    start();
    add_source();
    fakes::Personality odd = fakes::with_preferred_mode(fakes::udl(), fakes::odd_size);
    odd.pitch_alignment = 1;
    odd.modes.resize(1);
    settings_["left"].fit = Fit::none;
    plug("left", odd);
    connect_client();
    draw_everything();
    set("left", {.path = PathChoice::copy});
    ASSERT_TRUE(all_settle());
    EXPECT_EQ(status("left").state, "mirroring");
    draw_frames(5);
    const fakes::Picture source = fakes::through_rgb565(fake_.shown_picture(soc_card));
    const fakes::Picture shown = fake_.shown_picture(card("left"));
    ASSERT_EQ(shown.size, fakes::odd_size);
    const std::uint32_t dx = (fakes::preferred_size.width - shown.size.width) / 2;
    const std::uint32_t dy = (fakes::preferred_size.height - shown.size.height) / 2;
    for (std::uint32_t y = 0; y < shown.size.height; ++y)
        for (std::uint32_t x = 0; x < shown.size.width; ++x)
            ASSERT_EQ(shown.at(x, y), source.at(x + dx, y + dy)) << x << "," << y;
    bool is_captured = false;
    engine_->capture_sink("left", [&](const auto& image) { is_captured = image.has_value(); });
    ASSERT_TRUE(run_until([&] { return is_captured; }));
    engine_->show_still(
        "left", [](const pixels::Image& image) { image.data[0] = std::byte{0xff}; }, "test-pattern");
    EXPECT_TRUE(run_until([this] { return status("left").state == "test-pattern"; }));
}

TEST_F(ModeFaults, AModeWhoseFramebufferMustBeHigherIsShown) {
    start();
    add_source();
    fakes::Personality udl = fakes::udl();
    udl.min = {160, 130};
    plug("left", udl);
    connect_client();
    draw_everything();
    ASSERT_TRUE(all_settle());
    settings_["left"].mode = ModeWish{{160, 120}, 0};
    update_settings();
    for (const PathChoice path : {PathChoice::automatic, PathChoice::copy}) {
        set("left", {.path = path});
        draw_frames(3);
        EXPECT_EQ(status("left").state, "mirroring");
        EXPECT_EQ(status("left").mode.size, (Size{160, 120}));
        EXPECT_EQ(fake_.shown_picture(card("left")).size, (Size{160, 120}));
    }
}

TEST_F(ModeFaults, AModeThatNoFramebufferCanServeIsNotOffered) {
    start();
    add_source();
    fakes::Personality udl = fakes::udl();
    udl.min = {180, 120};
    plug("left", udl);
    ASSERT_TRUE(run_until([this] { return !status("left").modes.empty(); }));
    for (const ModeStatus& mode : status("left").modes)
        EXPECT_NE(mode.size, (Size{160, 120}));
    fakes::Personality tiny = fakes::gud();
    tiny.min = {300, 200};
    plug("right", tiny);
    ASSERT_TRUE(run_until([this] { return status("right").state == "no-display"; }));
    EXPECT_THAT(status("right").error, ::testing::HasSubstr("at least 300 pixels wide"));
}

TEST_F(ModeFaults, AModeThatDoesNotComeUpGivesWayToOneThatDoesAndThatIsSaid) {
    refuse_a_wished_mode();
    EXPECT_THAT(status("right").error, ::testing::HasSubstr("160x120"));
    draw_frames(1);
    EXPECT_TRUE(shows_the_source("right"));
}

TEST_F(ModeFaults, ARearmTriesAModeThatWasRefused) {
    refuse_a_wished_mode();
    rearm("right");
    draw_frames(1);
    EXPECT_EQ(status("right").mode.size, (Size{160, 120}));
    EXPECT_EQ(status("right").error, "");
}

}  // namespace
}  // namespace kmsmirror::tests
