// SPDX-License-Identifier: MIT
#include <cerrno>

#include "engine/world.h"
#include "pixels/background.h"

namespace kmsmirror::tests {
namespace {

using namespace std::chrono_literals;
using fakes::Call;

// Events that come while another one has its effect yet.
class EventOrder : public World {
protected:
    void draw_frames(int count) {
        for (int frame = 0; frame < count; ++frame) {
            draw_something();
            ASSERT_TRUE(all_settle());
        }
    }
    void say_that_the_source_changed() {
        engine_->handle_card({hotplug::CardEvent::Kind::changed, {soc_card, "/sys/soc", "pl111", "soc", false}});
    }
};

TEST_F(EventOrder, AModeThatIsChosenBackDuringTheModesetIsSetAgain) {
    start();
    add_source();
    fakes::Personality gud = fakes::gud();
    kms::ModeInfo slow = gud.modes.front();
    slow.clock /= 2;
    slow.vrefresh = 30;
    slow.type = 0;
    gud.modes.push_back(slow);
    plug("right", gud);
    connect_client();
    draw_everything();
    ASSERT_TRUE(all_settle());
    const std::uint64_t modesets = fake_.modeset_count(card("right"));
    fake_.hold_completions(card("right"), true);
    set("right", {.mode = ModeWish{fakes::preferred_size, slow.refresh_mhz()}});
    ASSERT_TRUE(run_until([this] { return fake_.is_busy(card("right")); }));
    set("right", {.mode = ModeRule::automatic});
    fake_.hold_completions(card("right"), false);
    fake_.complete(card("right"));
    draw_frames(2);
    EXPECT_EQ(fake_.modeset_count(card("right")), modesets + 2) << "it is not in the mode of before any more";
}

TEST_F(EventOrder, ABlankAfterAPauseShowsNothingThatCameMeanwhile) {
    start_with_two_displays();
    engine_->pause("right");
    const std::uint64_t shown = statistics("right").last_shown_sequence;
    draw_something();
    ASSERT_TRUE(settles("left"));
    engine_->show_still(
        "right", [](const pixels::Image& image) { pixels::fill(image, 0); }, "blank");
    const fakes::Picture black{fakes::preferred_size, std::vector<std::uint32_t>(fakes::preferred_pixels)};
    ASSERT_TRUE(run_until([&] { return shows("right", black); }));
    EXPECT_EQ(statistics("right").last_shown_sequence, shown);
}

TEST_F(EventOrder, AHigherRateCountsFromTheLastFrameOn) {
    start_with_two_displays();
    set("right", {.max_rate_mhz = 100});
    scheduler_.advance(10s);
    draw_frames(1);
    draw_something();
    ASSERT_TRUE(settles("left"));
    set("right", {.max_rate_mhz = 30'000});
    scheduler_.advance(50ms);
    EXPECT_TRUE(settles("right"));
}

TEST_F(EventOrder, ADisplayOfTheBoardThatIsBackDuringAFlipGetsItsPicture) {
    start_with_two_displays();
    fake_.set_connected(soc_card, false);
    say_that_the_source_changed();
    ASSERT_EQ(source_.state, "no-display");
    fake_.hold_completions(soc_card, true);
    draw_something();
    ASSERT_TRUE(run_until([this] { return fake_.is_busy(soc_card); }));
    const std::uint64_t modes = drm_.calls(Call::create_blob, soc_card);
    fake_.set_connected(soc_card, true);
    say_that_the_source_changed();
    fake_.hold_completions(soc_card, false);
    fake_.complete(soc_card);
    EXPECT_TRUE(run_until([&] { return drm_.calls(Call::create_blob, soc_card) > modes; })) << "no frame comes";
}

TEST_F(EventOrder, ReadsThatFailForOthersCloseNoPathOfAPausedDisplay) {
    start_with_two_displays();
    set("left", {.path = PathChoice::copy});
    set("right", {.path = PathChoice::copy});
    draw_frames(2);
    engine_->pause("right");
    drm_.fail(Call::sync_dma_buf, 1, EIO, fakes::FaultyDrm::always);
    draw_something();
    ASSERT_TRUE(run_until([this] { return status("left").state == "error"; }));
    drm_.heal();
    engine_->resume("right");
    EXPECT_TRUE(settles("right")) << status("right").state;
}

TEST_F(EventOrder, ACardThatComesBackWaitsNoLongerForTheFailuresOfBefore) {
    start();
    add_source();
    drm_.fail(Call::get_connector, 1, ENOMEM, fakes::FaultyDrm::always, "/dev/dri/card1");
    plug("left", fakes::udl());
    ASSERT_TRUE(run_until([this] {
        scheduler_.advance(61s);
        return drm_.calls(Call::get_connector, card("left")) > 8;
    }));
    unplug("left");
    drm_.heal();
    drm_.fail(Call::get_connector, 1, ENOMEM, 1, "/dev/dri/card2");
    plug("left", fakes::udl());
    ASSERT_TRUE(run_until([this] { return status("left").state == "error"; }));
    scheduler_.advance(1001ms);
    EXPECT_TRUE(run_until([this] { return status("left").state == "mirroring"; }));
}

}  // namespace
}  // namespace kmsmirror::tests
