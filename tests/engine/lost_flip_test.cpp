// SPDX-License-Identifier: MIT
#include <gmock/gmock.h>

#include "engine/world.h"

namespace kmsmirror::tests {
namespace {

using namespace std::chrono_literals;
using fakes::Call;

// The process before has left a flip of the SoC display that the driver lost: the kernel refuses others until one
// waits.
class LostFlip : public World {
protected:
    LostFlip() {
        fake_.keep_cards();
        start_with_two_displays();
        fake_.hold_completions(soc_card, true);
        draw_something();
        EXPECT_TRUE(all_settle());
        fake_.leave_pictures(true);
        forget_engine();
        fake_.leave_pictures(false);
        start_again();
        connect_client();
        draw_something();
        EXPECT_TRUE(all_settle());
    }
    // Until flips have been refused for so long that the next one waits.
    void let_flips_be_refused() {
        for (const auto pause : {16ms, 500ms, 16ms, 1000ms, 16ms}) {
            scheduler_.advance(pause);
            EXPECT_EQ(source_.state, "error");
        }
    }
    [[nodiscard]] bool is_the_card_open() {
        const std::string text = std::string(soc_card) + ": an fd of the card is open";
        return ::testing::Value(fake_.leaks(), ::testing::Contains(text));
    }
};

TEST_F(LostFlip, IsWaitedForAndNoModeIsSetAfterIt) {
    let_flips_be_refused();
    scheduler_.advance(2s);
    ASSERT_TRUE(run_until([this] { return source_.state == "scanout"; }));
    fake_.hold_completions(soc_card, false);
    scheduler_.advance(16ms);
    drm_.reset_counts();
    draw_something();
    ASSERT_TRUE(run_until([this] { return source_statistics().frames_flipped > 0; }));
    EXPECT_TRUE(the_source_shows_its_picture());
    EXPECT_EQ(drm_.calls(Call::create_blob, soc_card), 0U) << "no mode";
    EXPECT_EQ(drm_.calls(Call::set_master, soc_card), 0U);
    EXPECT_EQ(drm_.calls(Call::commit_atomic, soc_card), 1U);
}

TEST_F(LostFlip, IsWaitedForAgainWhenAnotherMasterCameMeanwhile) {
    let_flips_be_refused();
    fake_.set_foreign_master(soc_card, true);
    scheduler_.advance(2s);
    ASSERT_TRUE(run_until([this] { return source_.state == "no-master"; })) << "the flip that waits says why it failed";
    fake_.set_foreign_master(soc_card, false);
    draw_something();
    ASSERT_TRUE(run_until([this] {
        scheduler_.advance(100ms);
        return source_.state == "scanout";
    }));
    ASSERT_TRUE(all_settle());
    EXPECT_TRUE(the_source_shows_its_picture());
}

TEST_F(LostFlip, IsNotQuietUntilTheKernelHasGivenItUp) {
    for (const char* const name : {"left", "right"})
        unplug(name);
    let_flips_be_refused();
    ASSERT_TRUE(run_until([this] { return engine_->engine().is_quiet(); }));
    fake_.set_hung(soc_card, true);
    scheduler_.advance(2s);
    EXPECT_FALSE(engine_->engine().is_quiet()) << "to end now would wait for it";
    fake_.set_hung(soc_card, false);
    EXPECT_TRUE(run_until([this] { return engine_->engine().is_quiet(); }));
}

TEST_F(LostFlip, HoldsUpNobodyWhenItsCardGoes) {
    let_flips_be_refused();
    fake_.set_hung(soc_card, true);
    scheduler_.advance(2s);
    remove_source();
    EXPECT_FALSE(engine_->has_source());
    EXPECT_FALSE(engine_->engine().is_quiet());
    EXPECT_TRUE(is_the_card_open()) << "the thread uses it";
    fake_.set_hung(soc_card, false);
    EXPECT_TRUE(run_until([this] {
        scheduler_.advance(0ms);
        return !is_the_card_open();
    }));
}

}  // namespace
}  // namespace kmsmirror::tests
