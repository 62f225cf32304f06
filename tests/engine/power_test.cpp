// SPDX-License-Identifier: MIT
#include <algorithm>

#include "engine/powered_sink.h"
#include "pixels/background.h"

namespace kmsmirror::tests {
namespace {

using namespace std::chrono_literals;

TEST_F(PoweredSink, IsDarkUntilItIsTurnedOnAndThenShowsTheNewestByAModeSet) {
    const std::uint64_t modesets = fake_.modeset_count(card("left"));
    turn_off("left");
    EXPECT_EQ(status("left").error, "");
    EXPECT_EQ(status("left").mode.size, fakes::preferred_size);
    const std::uint64_t commits = fake_.commit_count(card("left"));
    for (int frame = 0; frame < 5; ++frame)
        let_a_frame_pass();
    EXPECT_TRUE(shows_the_source("right"));
    expect_dark_and_untouched("left", commits);
    turn_on("left");
    ASSERT_TRUE(all_settle());
    EXPECT_EQ(fake_.modeset_count(card("left")), modesets + 2) << "off and on";
    EXPECT_EQ(status("left").path, "prime");
}

TEST_F(PoweredSink, CountsFramesThatComeWhileItIsOffAsSuperseded) {
    turn_off("left");
    const SinkStatistics before = statistics("left");
    for (int frame = 0; frame < 5; ++frame)
        let_a_frame_pass();
    EXPECT_EQ(statistics("left").frames_offered, before.frames_offered + 5);
    EXPECT_EQ(statistics("left").frames_shown, before.frames_shown);
    EXPECT_GE(statistics("left").frames_superseded, before.frames_superseded + 4) << "the last one waits";
    turn_on("left");
    ASSERT_TRUE(all_settle());
    EXPECT_EQ(statistics("left").frames_lost, 0U);
    EXPECT_TRUE(counts_each_frame_once("left"));
}

TEST_F(PoweredSink, LosesNoFramesWhileItIsOffAlthoughNoPathWorkedBefore) {
    set("left", {.path = PathChoice::prime});
    ASSERT_TRUE(all_settle());
    fake_.set_kernel_mapping(soc_card, false);
    for (int frame = 0; frame < 4; ++frame)
        let_a_frame_pass();
    ASSERT_TRUE(becomes("left", "error"));
    turn_off("left");
    const std::uint64_t lost = statistics("left").frames_lost;
    for (int frame = 0; frame < 3; ++frame)
        let_a_frame_pass();
    EXPECT_EQ(statistics("left").frames_lost, lost);
    fake_.set_kernel_mapping(soc_card, true);
    engine_->rearm("left");
    let_a_frame_pass();
    EXPECT_EQ(status("left").state, "off");
    turn_on("left");
}

TEST_F(PoweredSink, IsNotWokenByProbesSettingsRearmOrResume) {
    turn_off("left");
    const std::uint64_t commits = fake_.commit_count(card("left"));
    say_that_it_changed("left");
    engine_->rearm("left");
    engine_->resume("left");
    set("left", {.max_rate_mhz = 10'000});
    set("left", {.path = PathChoice::copy});
    set("left", {.mode = ModeWish{{200, 150}, 60'000}});
    let_a_frame_pass();
    let_a_frame_pass();
    expect_dark_and_untouched("left", commits);
    set("left", {.mode = ModeRule::automatic});
    turn_on("left");
    EXPECT_EQ(status("left").path, "copy");
}

TEST_F(PoweredSink, ShowsBlackAgainWhereItWasBlankOrWasBlankedMeanwhile) {
    const auto black = [](const pixels::Image& image) { pixels::fill(image, 0); };
    const auto is_black = [this](const std::string& name) {
        const fakes::Picture picture = fake_.shown_picture(card(name));
        return !picture.pixels.empty() && std::ranges::all_of(picture.pixels, [](auto pixel) { return pixel == 0; });
    };
    engine_->show_still("left", black, "blank");
    ASSERT_TRUE(run_until([&] { return is_black("left"); }));
    for (const std::string name : {"left", "right"})
        turn_off(name);
    engine_->show_still("right", black, "blank");
    draw_something();
    run_posted();
    EXPECT_TRUE(is_dark("left") && is_dark("right"));
    for (const std::string name : {"left", "right"}) {
        engine_->set_power(name, true);
        ASSERT_TRUE(run_until([&] { return is_black(name); })) << name;
        EXPECT_TRUE(becomes(name, "blank")) << name;
        engine_->resume(name);
    }
    ASSERT_TRUE(all_settle());
    expect_pictures();
}

TEST_F(PoweredSink, ThatIsPausedGetsTheNewestPictureAndKeepsIt) {
    engine_->pause("left");
    turn_off("left");
    let_a_frame_pass();
    engine_->set_power("left", true);
    ASSERT_TRUE(run_until([this] { return shows_the_source("left"); }));
    ASSERT_TRUE(becomes("left", "paused"));
    const fakes::Picture kept = fake_.shown_picture(card("left"));
    let_a_frame_pass();
    EXPECT_EQ(fakes::count_differences(fake_.shown_picture(card("left")), kept), 0U);
}

TEST_F(PoweredSink, StaysOffOverAReplugAndIsTurnedOffAgainIfItCameOn) {
    turn_off("left");
    unplug("left");
    EXPECT_EQ(status("left").state, "unplugged");
    plug("left", fakes::udl());
    ASSERT_TRUE(becomes("left", "off"));
    let_a_frame_pass();
    EXPECT_TRUE(is_dark("left"));
    turn_on("left");
}

TEST_F(PoweredSink, CanBeTurnedOffBeforeItIsPluggedIn) {
    unplug("left");
    engine_->set_power("left", false);
    EXPECT_EQ(status("left").state, "unplugged");
    plug("left", fakes::udl());
    ASSERT_TRUE(becomes("left", "off"));
    let_a_frame_pass();
    EXPECT_TRUE(is_dark("left"));
    EXPECT_EQ(statistics("left").frames_lost, 0U);
    turn_on("left");
}

TEST_F(PoweredSink, IsOffAgainWhenItIsEnabledAgain) {
    turn_off("left");
    set("left", {.enabled = false});
    EXPECT_EQ(status("left").state, "disabled");
    set("left", {.enabled = true});
    ASSERT_TRUE(run_until([this] {
        scheduler_.advance(100ms);  // the thread before it may still have the card
        return status("left").state == "off";
    }));
    turn_on("left");
}

TEST_F(PoweredSink, StaysOffWhenAnotherDisplayIsConnectedToItsCard) {
    turn_off("left");
    fake_.set_connected(card("left"), false);
    say_that_it_changed("left");
    ASSERT_TRUE(becomes("left", "no-display"));
    fake_.set_connected(card("left"), true);
    say_that_it_changed("left");
    ASSERT_TRUE(becomes("left", "off"));
    let_a_frame_pass();
    EXPECT_TRUE(is_dark("left"));
    turn_on("left");
}

TEST_F(PoweredSink, SaysThatNothingIsShownWhenItsPictureIsAskedFor) {
    turn_off("left");
    const Captured captured = capture("left");
    EXPECT_FALSE(captured.picture);
    EXPECT_EQ(captured.failure.reason, pixels::CaptureFailure::Reason::nothing_shown);
    turn_on("left");
    EXPECT_TRUE(capture("left").picture);
}

TEST_F(PoweredSink, IsTurnedOffWithoutASourceAndStaysSoWhenOneComes) {
    remove_source();
    ASSERT_TRUE(becomes("left", "no-source"));
    turn_off("left");
    add_source();
    connect_client();
    draw_everything();
    ASSERT_TRUE(settles("right"));
    run_posted();
    EXPECT_TRUE(is_dark("left"));
    EXPECT_EQ(status("left").state, "off");
    turn_on("left");
}

TEST_F(PoweredSink, LeavesNothingToBeDoneByTimeWhileItIsOff) {
    engine_->configure([] {
        config::Config config;
        config.sinks.idle_repaint = 1min;
        return config;
    }());
    for (const std::string name : {"left", "right"})
        turn_off(name);
    scheduler_.advance(10s);
    EXPECT_EQ(scheduler_.waiting_alarms(), 0);
    drm_.reset_counts();
    scheduler_.advance(1h);
    run_posted();
    for (const std::string name : {"left", "right"}) {
        EXPECT_EQ(drm_.calls(fakes::Call::commit_atomic, card(name)), 0U) << name;
        EXPECT_EQ(drm_.calls(fakes::Call::get_connector, card(name)), 0U) << name;
        turn_on(name);
    }
}

TEST_F(World, ASinkThatWasOffWhenTheDaemonEndedIsOnAfterARestart) {
    fake_.keep_cards();
    start_with_two_displays();
    engine_->set_power("left", false);
    ASSERT_TRUE(run_until([this] { return status("left").state == "off"; }));
    fake_.leave_pictures(true);
    forget_engine();
    fake_.leave_pictures(false);
    EXPECT_TRUE(fake_.shown_picture(card("left")).pixels.empty()) << "it is left as it is";
    start_again();
    connect_client();
    draw_everything();
    ASSERT_TRUE(all_settle());
    expect_pictures();
}

TEST_F(World, ASinkWithoutAtomicModeSettingIsTurnedOffAndOn) {
    config::Config config;
    config.sinks.drivers.push_back(fakes::legacy().driver);
    start(config);
    add_source();
    plug("old", fakes::legacy());
    connect_client();
    draw_everything();
    ASSERT_TRUE(all_settle());
    drm_.fail(fakes::Call::set_crtc, 1, EBUSY, 1, card("old"));
    engine_->set_power("old", false);
    ASSERT_TRUE(run_until([this] { return status("old").state == "error"; }));
    EXPECT_EQ(status("old").error, "it cannot be turned off: SETCRTC: EBUSY");
    scheduler_.advance(1001ms);
    ASSERT_TRUE(run_until([this] { return status("old").state == "off"; }));
    EXPECT_TRUE(fake_.shown_picture(card("old")).pixels.empty());
    draw_something();
    draw_something();
    run_posted();
    EXPECT_TRUE(fake_.shown_picture(card("old")).pixels.empty());
    engine_->set_power("old", true);
    ASSERT_TRUE(all_settle());
    EXPECT_TRUE(shows_the_source("old"));
}

}  // namespace
}  // namespace kmsmirror::tests
