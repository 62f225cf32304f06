// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include <cerrno>

#include "engine/world.h"

namespace kmsmirror::tests {
namespace {

using namespace std::chrono_literals;
using fakes::Call;

// What is short or taken for a while, and once left a display dark for longer than that.
class SinkFaults : public World {};

TEST_F(SinkFaults, WithoutADescriptorForTheReaderACopyFailsAndIsTriedAgain) {
    start_with_two_displays();
    limit_descriptors(true);
    drm_.fail(Call::commit_atomic, 1, ENOMEM, 1, card("left"));
    draw_something();
    ASSERT_TRUE(run_until([this] { return status("left").state == "error"; }));
    EXPECT_TRUE(settles("right"));
    limit_descriptors(false);
    scheduler_.advance(1001ms);
    ASSERT_TRUE(all_settle());
    EXPECT_EQ(status("left").path, "copy");
    expect_pictures();
}

TEST_F(SinkFaults, WithoutADescriptorForItsThreadASinkIsTriedAgain) {
    start();
    add_source();
    limit_descriptors(true);
    plug("left", fakes::udl());
    EXPECT_EQ(status("left").state, "error");
    limit_descriptors(false);
    scheduler_.advance(1001ms);
    connect_client();
    draw_everything();
    ASSERT_TRUE(all_settle());
    EXPECT_TRUE(shows_the_source("left"));
}

TEST_F(SinkFaults, ACardThatIsBusyForSecondsIsSlow) {
    start_with_two_displays();
    drm_.fail(Call::commit_atomic, 1, EBUSY, fakes::FaultyDrm::always, card("left"));
    draw_something();
    ASSERT_TRUE(settles("right"));
    ASSERT_TRUE(run_until([this] {
        scheduler_.advance(100ms);
        scheduler_.post([] {});
        return status("left").error.find("ATOMIC fails with EBUSY") != std::string::npos;
    }));
    EXPECT_EQ(status("left").state, "slow");
    drm_.heal();
    ASSERT_TRUE(run_until([this] {
        scheduler_.advance(100ms);
        scheduler_.post([] {});
        return statistics("left").last_shown_sequence == source_statistics().sequence;
    }));
    draw_frames(1);
    EXPECT_EQ(status("left").state, "mirroring");
    expect_pictures();
}

TEST_F(SinkFaults, AnotherMasterThatComesAndGoesLeavesNothingOfItsPicture) {
    start_with_two_displays();
    fake_.set_foreign_master(card("left"), true);
    draw_something();
    ASSERT_TRUE(run_until([this] { return status("left").state == "no-master"; }));
    fake_.set_foreign_master(card("left"), false);
    scheduler_.advance(2s);
    ASSERT_TRUE(all_settle());
    draw_frames(1);
    EXPECT_EQ(status("left").state, "mirroring");
    expect_pictures();
}

}  // namespace
}  // namespace kmsmirror::tests
