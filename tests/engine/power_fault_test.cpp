// SPDX-License-Identifier: MIT
#include "engine/powered_sink.h"

namespace kmsmirror::tests {
namespace {

using namespace std::chrono_literals;

TEST_F(PoweredSink, WaitsForTheFrameUnderWayAndShowsNoOtherOne) {
    fake_.hold_completions(card("right"), true);
    draw_something();
    ASSERT_TRUE(run_until([this] { return fake_.is_busy(card("right")); }));
    engine_->set_power("right", false);
    run_posted();
    EXPECT_EQ(status("right").state, "mirroring") << "as long as it is not off";
    fake_.hold_completions(card("right"), false);
    ASSERT_TRUE(becomes("right", "off"));
    EXPECT_TRUE(is_dark("right"));
    turn_on("right");
}

TEST_F(PoweredSink, TakesNoNoticeOfBeingTurnedOffAndOnWhileAFrameIsUnderWay) {
    const std::uint64_t modesets = fake_.modeset_count(card("right"));
    fake_.hold_completions(card("right"), true);
    draw_something();
    ASSERT_TRUE(run_until([this] { return fake_.is_busy(card("right")); }));
    engine_->set_power("right", false);
    engine_->set_power("right", true);
    fake_.hold_completions(card("right"), false);
    ASSERT_TRUE(all_settle());
    EXPECT_EQ(fake_.modeset_count(card("right")), modesets);
    EXPECT_TRUE(shows_the_source("right"));
}

TEST_F(PoweredSink, ComesOnWhenThatIsWishedBeforeItIsOff) {
    fake_.set_hung(card("left"), true);
    engine_->set_power("left", false);
    engine_->set_power("left", true);
    draw_something();
    ASSERT_TRUE(settles("right"));
    engine_->set_power("left", false);
    engine_->set_power("left", true);
    fake_.set_hung(card("left"), false);
    ASSERT_TRUE(run_until([this] { return shows_the_source("left") && status("left").state == "mirroring"; }));
}

TEST_F(PoweredSink, DoesNotHoldUpTheMainThreadWhileItsDisplayHangs) {
    fake_.set_hung(card("left"), true);
    engine_->set_power("left", false);
    let_a_frame_pass();
    EXPECT_TRUE(shows_the_source("right"));
    EXPECT_EQ(status("left").state, "mirroring");
    fake_.set_hung(card("left"), false);
    ASSERT_TRUE(becomes("left", "off"));
}

TEST_F(PoweredSink, TellsThatItCannotBeTurnedOffAndTriesAgainByTime) {
    for (const int error : {EBUSY, ENOMEM, EINVAL}) {
        drm_.fail(fakes::Call::commit_atomic, 1, error, 2, card("left"));
        engine_->set_power("left", false);
        ASSERT_TRUE(becomes("left", "error"));
        EXPECT_TRUE(status("left").error.starts_with("it cannot be turned off: ATOMIC: E")) << status("left").error;
        const std::uint64_t commits = drm_.calls(fakes::Call::commit_atomic, card("left"));
        let_a_frame_pass();
        EXPECT_EQ(drm_.calls(fakes::Call::commit_atomic, card("left")), commits) << "no frame in its place";
        scheduler_.advance(1001ms);
        ASSERT_TRUE(run_until([&] { return drm_.calls(fakes::Call::commit_atomic, card("left")) == commits + 1; }));
        hear("left");
        scheduler_.advance(2001ms);
        ASSERT_TRUE(becomes("left", "off"));
        EXPECT_EQ(status("left").error, "");
        EXPECT_TRUE(is_dark("left"));
        turn_on("left");
    }
}

TEST_F(PoweredSink, IsTurnedOffAtOnceByRearm) {
    drm_.fail(fakes::Call::commit_atomic, 1, EINVAL, 1, card("left"));
    engine_->set_power("left", false);
    ASSERT_TRUE(becomes("left", "error"));
    engine_->rearm("left");
    ASSERT_TRUE(becomes("left", "off"));
    turn_on("left");
}

TEST_F(PoweredSink, ComesOnAgainAfterItCouldNotBeTurnedOff) {
    drm_.fail(fakes::Call::commit_atomic, 1, EINVAL, 1, card("left"));
    engine_->set_power("left", false);
    ASSERT_TRUE(becomes("left", "error"));
    const std::uint64_t modesets = fake_.modeset_count(card("left"));
    turn_on("left");
    EXPECT_EQ(fake_.modeset_count(card("left")), modesets) << "it is as it was";
    scheduler_.advance(5s);
    draw_something();
    ASSERT_TRUE(all_settle());
    EXPECT_TRUE(shows_the_source("left")) << "nobody turns it off later";
}

TEST_F(PoweredSink, TellsThatAnotherProgramHasItsCardAndGoesOffWhenThatHasLeft) {
    fake_.set_foreign_master(card("left"), true);
    engine_->set_power("left", false);
    ASSERT_TRUE(becomes("left", "no-master"));
    fake_.set_foreign_master(card("left"), false);
    scheduler_.advance(1001ms);
    ASSERT_TRUE(becomes("left", "off"));
    EXPECT_TRUE(is_dark("left"));
    turn_on("left");
}

TEST_F(PoweredSink, IsTriedAgainWhenItDoesNotComeOn) {
    turn_off("left");
    drm_.fail(fakes::Call::commit_atomic, 1, EBUSY, 2, card("left"));
    engine_->set_power("left", true);
    ASSERT_TRUE(run_until([this] {
        scheduler_.advance(100ms);
        return shows_the_source("left") && status("left").state == "mirroring";
    }));
}

TEST_F(PoweredSink, ThatIsUnpluggedWhileItIsTurnedOffIsUnplugged) {
    fake_.set_hung(card("left"), true);
    engine_->set_power("left", false);
    unplug("left");
    EXPECT_EQ(status("left").state, "unplugged");
    let_a_frame_pass();
    plug("left", fakes::udl());
    ASSERT_TRUE(becomes("left", "off"));
    turn_on("left");
}

}  // namespace
}  // namespace kmsmirror::tests
