// SPDX-License-Identifier: MIT
#include <algorithm>
#include <functional>
#include <optional>
#include <thread>

#include "engine/world.h"
#include "pixels/background.h"

namespace kmsmirror::tests {
namespace {

using namespace std::chrono_literals;

// What users do to a sink while frames flow.
class ControlledSink : public World {
protected:
    ControlledSink() { start_with_two_displays(); }

    // Waits without running anything on the main thread.
    [[nodiscard]] static bool happens(const std::function<bool()>& condition) {
        const auto deadline = std::chrono::steady_clock::now() + 20s;
        while (!condition() && std::chrono::steady_clock::now() < deadline)
            std::this_thread::yield();
        return condition();
    }
    [[nodiscard]] bool is_uniform(const std::string& name, std::uint32_t rgb) {
        const fakes::Picture picture = fake_.shown_picture(card(name));
        return !picture.pixels.empty() &&
               std::all_of(picture.pixels.begin(), picture.pixels.end(), [rgb](auto pixel) { return pixel == rgb; });
    }
};

TEST_F(ControlledSink, ThatIsPausedKeepsItsPictureAndShowsTheNewestWhenResumed) {
    const fakes::Picture before = fake_.shown_picture(card("left"));
    engine_->pause("left");
    EXPECT_EQ(status("left").state, "paused");
    for (int frame = 0; frame < 5; ++frame) {
        draw_something();
        ASSERT_TRUE(settles("right"));
    }
    EXPECT_EQ(fakes::count_differences(fake_.shown_picture(card("left")), before), 0U);
    EXPECT_TRUE(shows_the_source("right"));
    engine_->resume("left");
    ASSERT_TRUE(all_settle());
    EXPECT_TRUE(shows_the_source("left"));
    EXPECT_EQ(status("left").state, "mirroring");
    EXPECT_EQ(statistics("left").frames_lost, 0U);
}

TEST_F(ControlledSink, ThatIsPausedBeforeItsFirstPictureShowsTheNewestOnce) {
    unplug("left");
    engine_->pause("left");
    draw_something();
    ASSERT_TRUE(settles("right"));
    plug("left", fakes::udl());
    ASSERT_TRUE(run_until([this] { return shows_the_source("left"); })) << "better than what was there before";
    const fakes::Picture first = fake_.shown_picture(card("left"));
    draw_something();
    ASSERT_TRUE(settles("right"));
    EXPECT_EQ(fakes::count_differences(fake_.shown_picture(card("left")), first), 0U);
    EXPECT_EQ(status("left").state, "paused");
}

TEST_F(ControlledSink, ThatIsBlankIsBlackUntilResumed) {
    engine_->show_still(
        "left", [](const pixels::Image& image) { pixels::fill(image, 0); }, "blank");
    ASSERT_TRUE(run_until([this] { return is_uniform("left", 0); }));
    EXPECT_EQ(status("left").state, "blank");
    draw_something();
    ASSERT_TRUE(settles("right"));
    EXPECT_TRUE(is_uniform("left", 0));
    engine_->resume("left");
    ASSERT_TRUE(all_settle());
    EXPECT_TRUE(shows_the_source("left"));
    EXPECT_EQ(status("left").path, "prime");
}

TEST_F(ControlledSink, ShowsItsStillPictureAgainAfterAReplug) {
    engine_->show_still(
        "left", [](const pixels::Image& image) { pixels::fill(image, 0xff0000); }, "test-pattern");
    ASSERT_TRUE(run_until([this] { return is_uniform("left", 0xf80000) || is_uniform("left", 0xff0000); }));
    unplug("left");
    plug("left", fakes::udl());
    ASSERT_TRUE(run_until([this] { return is_uniform("left", 0xf80000) || is_uniform("left", 0xff0000); }));
    engine_->resume("left");
    draw_something();
    ASSERT_TRUE(all_settle());
    EXPECT_TRUE(shows_the_source("left"));
}

TEST_F(ControlledSink, LeavesNoBorderOfAStillPictureBehind) {
    unplug("right");
    fakes::Personality larger = fakes::gud();
    larger.modes = {fakes::make_mode({320, 256}, true)};
    plug("right", larger);
    draw_something();
    ASSERT_TRUE(all_settle());
    ASSERT_EQ(status("right").mode.size, (Size{320, 256}));
    engine_->show_still(
        "right", [](const pixels::Image& image) { pixels::fill(image, 0xffffff); }, "test-pattern");
    ASSERT_TRUE(run_until([this] { return is_uniform("right", 0xffffff); }));
    engine_->resume("right");
    draw_something();
    ASSERT_TRUE(all_settle());
    EXPECT_EQ(fake_.shown_picture(card("right")).at(0, 0), 0U);
    EXPECT_EQ(fake_.shown_picture(card("right")).at(319, 255), 0U);
}

TEST_F(ControlledSink, NeverShowsTheSourceWhileItShallBeBlank) {
    drm_.fail(fakes::Call::commit_atomic, 1, ENOMEM, 1, card("left"));
    engine_->show_still(
        "left", [](const pixels::Image& image) { pixels::fill(image, 0); }, "blank");
    ASSERT_TRUE(run_until([this] { return status("left").state == "error"; }));
    draw_something();
    ASSERT_TRUE(settles("right"));
    scheduler_.advance(1001ms);
    ASSERT_TRUE(run_until([this] { return status("left").state == "blank"; })) << "it is tried again";
    EXPECT_TRUE(is_uniform("left", 0));
    engine_->resume("left");
    ASSERT_TRUE(all_settle());
    EXPECT_TRUE(shows_the_source("left"));
}

TEST_F(ControlledSink, ThatIsDisabledLeavesItsCardAndComesBackWhenEnabled) {
    set("left", {.enabled = false});
    EXPECT_EQ(status("left").state, "disabled");
    draw_something();
    ASSERT_TRUE(settles("right"));
    ASSERT_TRUE(run_until([this] {
        const auto opened = fake_.open_card(card("left"));
        return opened && !fake_.set_master(opened->fd.get());
    })) << "nobody else can have the card";
    set("left", {.enabled = true});
    ASSERT_TRUE(all_settle());
    EXPECT_TRUE(shows_the_source("left"));
    EXPECT_EQ(status("left").state, "mirroring");
}

TEST_F(ControlledSink, ThatIsDisabledIsNotOpenedWhenItIsPluggedIn) {
    unplug("left");
    set("left", {.enabled = false});
    drm_.reset_counts();
    plug("left", fakes::udl());
    EXPECT_EQ(status("left").state, "disabled");
    draw_something();
    ASSERT_TRUE(settles("right"));
    EXPECT_EQ(drm_.calls(fakes::Call::open_card, card("left")), 0U);
}

// Whose display with the serial number "off" is disabled, on whatever port.
class SinksOfKnownDisplays : public World {
protected:
    SinksOfKnownDisplays() { start_with_two_displays(); }

    [[nodiscard]] SinkSettings settings_for(const SinkStatus& status) const override {
        SinkSettings settings;
        settings.enabled = status.serial != "off";
        return settings;
    }
    void replug(const std::string& name, const std::string& serial) {
        unplug(name);
        fakes::Personality display = fakes::udl();
        display.edid = fakes::make_edid("ACM", "Panel", serial);
        plug(name, std::move(display));
    }
    [[nodiscard]] bool becomes(const std::string& name, const std::string& state) {
        return run_until([&] { return status(name).state == state; });
    }
};

TEST_F(SinksOfKnownDisplays, KeepTheirSettingsWhenTheirCablesAreSwapped) {
    replug("left", "off");
    replug("right", "on");
    ASSERT_TRUE(becomes("left", "disabled"));
    ASSERT_TRUE(becomes("right", "mirroring"));
    EXPECT_EQ(status("left").serial, "off");
    replug("left", "on");
    replug("right", "off");
    EXPECT_TRUE(becomes("left", "mirroring")) << "what was decided about the display before is not for this one";
    EXPECT_TRUE(becomes("right", "disabled"));
}

TEST_F(ControlledSink, SaysThatAModeThatItShallHaveIsGone) {
    set("left", {.mode = ModeWish{{128, 96}, 50'000}});
    ASSERT_TRUE(settles("left"));
    EXPECT_EQ(status("left").state, "mirroring");
    EXPECT_TRUE(status("left").error.starts_with("the display has no mode 128x96@50")) << status("left").error;
    EXPECT_EQ(status("left").mode.size, fakes::preferred_size);
    set("left", {.mode = ModeRule::automatic});
    ASSERT_TRUE(settles("left"));
    EXPECT_EQ(status("left").error, "");
}

TEST_F(ControlledSink, TakesThePathThatIsChosen) {
    const std::uint64_t modesets = fake_.modeset_count(card("left"));
    set("left", {.path = PathChoice::copy});
    ASSERT_TRUE(run_until([this] { return status("left").path == "copy"; }));
    EXPECT_EQ(status("left").path_reason.call, "CHOICE");
    draw_something();
    ASSERT_TRUE(all_settle());
    EXPECT_TRUE(shows_the_source("left"));
    set("left", {.path = PathChoice::automatic});
    ASSERT_TRUE(run_until([this] { return status("left").path == "prime"; }));
    ASSERT_TRUE(all_settle());
    EXPECT_TRUE(shows_the_source("left"));
    EXPECT_TRUE(status("left").path_reason.call.empty());
    EXPECT_EQ(fake_.modeset_count(card("left")), modesets);
}

TEST_F(ControlledSink, SaysThatNoPathWorksRatherThanCopyAgainstTheChoice) {
    set("left", {.path = PathChoice::prime});
    ASSERT_TRUE(all_settle());
    fake_.set_kernel_mapping(soc_card, false);
    for (int frame = 0; frame < 4; ++frame) {
        draw_something();
        ASSERT_TRUE(settles("right"));
    }
    ASSERT_TRUE(run_until([this] { return status("left").state == "error"; }));
    EXPECT_EQ(status("left").path_reason.errno_name, "ENOMEM");
    EXPECT_EQ(statistics("left").bytes_copied, 0U);
    set("left", {.path = PathChoice::automatic});
    ASSERT_TRUE(all_settle());
    EXPECT_TRUE(shows_the_source("left"));
}

TEST_F(ControlledSink, GetsTheModeThatIsChosen) {
    set("right", {.mode = ModeWish{{200, 150}, 60'000}});
    draw_something();
    ASSERT_TRUE(all_settle());
    EXPECT_EQ(status("right").mode.size, (Size{200, 150}));
    set("right", {.mode = ModeRule::automatic});
    draw_something();
    ASSERT_TRUE(all_settle());
    EXPECT_EQ(status("right").mode.size, fakes::preferred_size);
    EXPECT_TRUE(shows_the_source("right"));
}

TEST_F(ControlledSink, TakesNoAnswerToAFrameOfTheModeBeforeForOneOfTheNewMode) {
    fake_.hold_completions(card("right"), true);
    draw_something();
    ASSERT_TRUE(run_until([this] { return fake_.is_busy(card("right")); }));
    // The display's thread reads the answer, and nobody hears of it before the mode is another one.
    const auto read = drm_.calls(fakes::Call::read_events, card("right"));
    fake_.complete(card("right"));
    ASSERT_TRUE(happens([&] { return drm_.calls(fakes::Call::read_events, card("right")) > read; }));
    set("right", {.mode = ModeWish{{200, 150}, 60'000}});
    ASSERT_TRUE(run_until([this] { return fake_.is_busy(card("right")); }));
    run_posted();
    EXPECT_EQ(status("right").state, "starting");
    fake_.hold_completions(card("right"), false);
    ASSERT_TRUE(settles("right"));
    EXPECT_EQ(status("right").state, "mirroring");
    EXPECT_EQ(fake_.shown_picture(card("right")).size, (Size{200, 150}));
}

// Two modes of 160x120 whose rates differ by less than people write: 59.995 and 59.942 Hz.
std::vector<kms::ModeInfo> modes_as_of_television() {
    std::vector<kms::ModeInfo> modes{fakes::make_mode(fakes::preferred_size, true), fakes::make_mode({160, 120}, false),
                                     fakes::make_mode({160, 120}, false)};
    modes.back().clock = 4546;
    return modes;
}

TEST_F(ControlledSink, GetsTheRateThatIsChosen) {
    fakes::Personality television = fakes::gud();
    television.modes = modes_as_of_television();
    plug("television", television);
    const auto rate_for = [this](std::uint32_t refresh_mhz) {
        set("television", {.mode = ModeWish{{160, 120}, refresh_mhz}});
        EXPECT_TRUE(settles("television"));
        return status("television").mode.refresh_mhz;
    };
    EXPECT_EQ(rate_for(59'940), 59'942U);
    EXPECT_EQ(rate_for(60'000), 59'995U);
}

TEST_F(World, SetsTheSourceToTheRateThatIsConfigured) {
    fakes::Personality board = fakes::pl111();
    board.modes = modes_as_of_television();
    config::Config config;
    config.source.mode = ModeWish{{160, 120}, 59'940};
    start(config);
    add_source(board);
    EXPECT_EQ(source_.mode.refresh_mhz, 59'942U);
}

TEST_F(ControlledSink, ShowsNoMoreFramesThanItsRateButTheNewestInTheEnd) {
    set("left", {.max_rate_mhz = 10'000});
    draw_something();
    ASSERT_TRUE(all_settle());
    const std::uint64_t shown = statistics("left").frames_shown;
    for (int frame = 0; frame < 6; ++frame) {
        draw_something();
        ASSERT_TRUE(settles("right"));
    }
    EXPECT_EQ(statistics("left").frames_shown, shown);
    scheduler_.advance(100ms);
    ASSERT_TRUE(all_settle());
    EXPECT_EQ(statistics("left").frames_shown, shown + 1);
    EXPECT_TRUE(shows_the_source("left"));
}

}  // namespace
}  // namespace kmsmirror::tests
