// SPDX-License-Identifier: MIT
#include <gmock/gmock.h>

#include <cerrno>

#include "engine/world.h"

namespace kmsmirror::tests {
namespace {

using namespace std::chrono_literals;
using fakes::Call;

// A call on the frame path that fails while frames flow, and what users see then.
struct Failure {
    const char* name;
    Call call;
    int error;
    bool on_copy;        // the sinks are on copy already
    const char* path;    // afterwards
    const char* reason;  // afterwards: the call, empty = none
    bool waits;          // the same path is tried again after a pause
};

void PrintTo(const Failure& failure, std::ostream* out) {  // NOLINT(readability-identifier-naming): gtest's name
    *out << failure.name;
}

std::string name_of(const ::testing::TestParamInfo<Failure>& failure) {
    return failure.param.name;
}

class WhenACallFails : public World, public ::testing::WithParamInterface<Failure> {};

TEST_P(WhenACallFails, ThePictureIsRightAndNoFrameIsLost) {
    const Failure& failure = GetParam();
    if (failure.on_copy)
        start_copying();
    else
        start_with_two_displays();

    // Calls on a dma-buf belong to no card.
    const std::string where = failure.call == Call::sync_dma_buf ? "" : card("left");
    drm_.fail(failure.call, 1, failure.error, 1, where);
    draw_something();
    ASSERT_TRUE(settles("right"));
    EXPECT_TRUE(shows_the_source("right"));
    if (failure.waits) {
        ASSERT_TRUE(run_until([&] { return drm_.calls(failure.call, where) > 1; }));
        ASSERT_TRUE(run_until([this] {
            scheduler_.advance(2100ms);
            scheduler_.post([] {});
            return statistics("left").last_shown_sequence == engine_->source_statistics().sequence;
        }));
        // The clock has jumped: a frame that takes no time says that the display is not slow.
        draw_something();
        ASSERT_TRUE(all_settle());
    }
    ASSERT_TRUE(settles("left"));
    EXPECT_TRUE(shows_the_source("left"));
    EXPECT_EQ(status("left").state, "mirroring");
    EXPECT_EQ(status("left").path, failure.path);
    EXPECT_EQ(status("left").path_reason.call, failure.reason);
    EXPECT_EQ(statistics("left").frames_lost, 0U);
    EXPECT_EQ(statistics("right").frames_lost, 0U);
}

INSTANTIATE_TEST_SUITE_P(
    FramePath, WhenACallFails,
    ::testing::Values(
        Failure{"ImportEinval", Call::prime_fd_to_handle, EINVAL, false, "copy", "PRIME_FD_TO_HANDLE", false},
        Failure{"ImportEnodev", Call::prime_fd_to_handle, ENODEV, false, "copy", "PRIME_FD_TO_HANDLE", false},
        Failure{"ImportEnosys", Call::prime_fd_to_handle, ENOSYS, false, "copy", "PRIME_FD_TO_HANDLE", false},
        Failure{"AddFramebufferEinval", Call::add_framebuffer, EINVAL, false, "copy", "ADDFB2", false},
        Failure{"AddFramebufferEnodev", Call::add_framebuffer, ENODEV, false, "copy", "ADDFB2", false},
        Failure{"DamageBlobEnomem", Call::create_blob, ENOMEM, false, "copy", "CREATEPROPBLOB", false},
        Failure{"CommitEnomem", Call::commit_atomic, ENOMEM, false, "copy", "ATOMIC", false},
        Failure{"CommitEopnotsupp", Call::commit_atomic, EOPNOTSUPP, false, "copy", "ATOMIC", false},
        Failure{"CommitEinval", Call::commit_atomic, EINVAL, false, "copy", "ATOMIC", false},
        Failure{"CommitEnosys", Call::commit_atomic, ENOSYS, false, "copy", "ATOMIC", false},
        Failure{"CommitEnodev", Call::commit_atomic, ENODEV, false, "copy", "ATOMIC", false},
        Failure{"CommitEbusy", Call::commit_atomic, EBUSY, false, "prime", "", true},
        Failure{"CommitEacces", Call::commit_atomic, EACCES, false, "prime", "", true},
        Failure{"CopyCommitEbusy", Call::commit_atomic, EBUSY, true, "copy", "ATOMIC", true},
        Failure{"CopyCommitEinval", Call::commit_atomic, EINVAL, true, "copy", "ATOMIC", true}),
    name_of);

class Failures : public World {
protected:
    // On the next frame prime fails, and the calls that copy makes for the first time are made.
    bool dark_then_right_again() {
        drm_.fail(Call::commit_atomic, 1, ENOMEM, 1, card("left"));
        draw_something();
        if (!run_until([this] { return status("left").state == "error"; }))
            return false;
        scheduler_.advance(1001ms);
        return all_settle() && status("left").path == "copy";
    }
};

TEST_F(Failures, ACopyBufferThatCannotBeMadeIsSaidAndTriedAgain) {
    for (const Call call : {Call::create_dumb, Call::map_dumb, Call::map, Call::add_framebuffer}) {
        SCOPED_TRACE(static_cast<int>(call));
        start_with_two_displays();
        drm_.fail(call, 1, ENOMEM, 1, card("left"));
        ASSERT_TRUE(dark_then_right_again());
        EXPECT_TRUE(shows_the_source("left"));
        EXPECT_TRUE(shows_the_source("right"));
        unplug("left");
        unplug("right");
        fake_.unplug(soc_card);
        engine_.reset();
    }
}

TEST_F(Failures, AReadThatCannotBeSynchronisedIsSaidAndTriedAgain) {
    start_with_two_displays();
    drm_.fail(Call::sync_dma_buf, 1, EIO);
    ASSERT_TRUE(dark_then_right_again());
    EXPECT_TRUE(shows_the_source("left"));
}

TEST_F(Failures, ACardThatCannotBeHeardIsAnErrorUntilItIsOpenedAgain) {
    start_with_two_displays();
    drm_.fail(Call::read_events, 1, EIO, 1, card("left"));
    draw_something();
    ASSERT_TRUE(settles("right"));
    ASSERT_TRUE(run_until([this] { return status("left").state == "error"; }));
    EXPECT_EQ(status("left").error, "READ: EIO");
    EXPECT_TRUE(shows_the_source("right"));
    engine_->handle_card({hotplug::CardEvent::Kind::changed, card_info("left")});
    ASSERT_TRUE(settles("left"));
    EXPECT_TRUE(shows_the_source("left"));
}

TEST_F(Failures, ACardThatCannotBeOpenedIsAnErrorAndHarmsNoOther) {
    start();
    add_source();
    drm_.fail(Call::open_card, 1, EACCES);
    plug("left", fakes::udl());
    ASSERT_TRUE(run_until([this] { return status("left").state == "error"; }));
    EXPECT_EQ(status("left").error, "OPEN: EACCES");
    plug("right", fakes::gud());
    connect_client();
    draw_everything();
    ASSERT_TRUE(settles("right"));
    EXPECT_TRUE(shows_the_source("right"));
}

TEST_F(Failures, ADisplayThatCannotBeAskedIsAnErrorUntilItCan) {
    start();
    add_source();
    drm_.fail(Call::get_connector, 1, EIO, fakes::FaultyDrm::always, "/dev/dri/card1");
    plug("left", fakes::udl());
    ASSERT_TRUE(run_until([this] { return status("left").state == "error"; }));
    EXPECT_EQ(status("left").error, "GETCONNECTOR: EIO");
    drm_.heal();
    engine_->handle_card({hotplug::CardEvent::Kind::changed, card_info("left")});
    connect_client();
    draw_everything();
    ASSERT_TRUE(settles("left"));
    EXPECT_TRUE(shows_the_source("left"));
}

TEST_F(Failures, AnotherMasterIsSaidAndWaitedFor) {
    start();
    add_source();
    fakes::Personality udl = fakes::udl();
    plug("left", udl);
    connect_client();
    drm_.fail(Call::commit_atomic, 1, EACCES, 3, card("left"));
    draw_everything();
    ASSERT_TRUE(run_until([this] { return status("left").state == "no-master"; }));
    EXPECT_THAT(status("left").error, ::testing::HasSubstr(card("left")));
    ASSERT_TRUE(run_until([this] {
        scheduler_.advance(100ms);
        scheduler_.post([] {});
        return status("left").path == "prime";
    }));
    EXPECT_TRUE(shows_the_source("left"));
    draw_something();
    ASSERT_TRUE(all_settle());
    EXPECT_EQ(status("left").state, "mirroring");
}

TEST_F(Failures, TheSourceThatCannotFlipKeepsClientsAndSinksGoing) {
    start_with_two_displays();
    drm_.fail(Call::commit_atomic, 1, EINVAL, 3, soc_card);
    for (int frame = 0; frame < 3; ++frame) {
        draw_something();
        ASSERT_TRUE(all_settle());
        EXPECT_TRUE(shows_the_source("left"));
        EXPECT_EQ(source_.state, "error");
        scheduler_.advance(17ms);
    }
    draw_something();
    ASSERT_TRUE(all_settle());
    EXPECT_EQ(source_.state, "scanout");
    EXPECT_EQ(fakes::count_differences(fake_.shown_picture(soc_card), fake_.shown_picture(card("right"))), 0U);
}

TEST_F(Failures, APictureThatTheSourceDidNotTakeIsShownToItAgain) {
    start_with_two_displays();
    const auto presented = frames_presented_;
    drm_.fail(Call::commit_atomic, 1, EBUSY, 2, soc_card);
    draw_something();
    ASSERT_TRUE(all_settle());
    scheduler_.advance(16ms);
    EXPECT_EQ(frames_presented_, presented + 1) << "the client need not wait";
    scheduler_.advance(500ms);
    EXPECT_EQ(source_.state, "error");
    scheduler_.advance(16ms);
    scheduler_.advance(1s);
    EXPECT_EQ(source_.state, "scanout") << "the second time it waits longer";
    const auto flipped = engine_->source_statistics().frames_flipped;
    ASSERT_TRUE(run_until([&] { return engine_->source_statistics().frames_flipped > flipped; }));
    EXPECT_TRUE(the_source_shows_its_picture());
    EXPECT_EQ(frames_presented_, presented + 1) << "the client is told once";
    scheduler_.advance(1h);
    EXPECT_FALSE(engine_->is_stuck()) << "nothing more is to be done";
}

TEST_F(Failures, AFlipThatNeverEndsIsAFramePathThatHangs) {
    start_with_two_displays();
    scheduler_.advance(1h);
    EXPECT_FALSE(engine_->is_stuck()) << "nothing is owed";
    fake_.hold_completions(soc_card, true);
    draw_something();
    ASSERT_TRUE(all_settle());
    EXPECT_TRUE(shows_the_source("left"));
    scheduler_.advance(5s);
    EXPECT_FALSE(engine_->is_stuck()) << "it may still come";
    scheduler_.advance(1ms);
    EXPECT_TRUE(engine_->is_stuck());
    fake_.hold_completions(soc_card, false);
    EXPECT_TRUE(run_until([this] { return !engine_->is_stuck(); })) << "it came late";
}

TEST_F(Failures, FlipsThatFailAreNoHang) {
    start_with_two_displays();
    drm_.fail(Call::commit_atomic, 1, EBUSY, fakes::FaultyDrm::always, soc_card);
    for (int second = 0; second < 7; ++second) {
        draw_something();
        scheduler_.advance(1s);
        EXPECT_FALSE(engine_->is_stuck());
    }
}

TEST_F(Failures, MemoryForTwoBuffersIsEnough) {
    start();
    fake_.add_card(soc_card, fakes::pl111());
    fake_.set_memory_limit(soc_card, 2 * fakes::preferred_pixels * 4);
    engine_->handle_card({hotplug::CardEvent::Kind::added, {soc_card, "/sys/soc", "pl111", "soc", false}});
    ASSERT_TRUE(engine_->has_source());
    EXPECT_EQ(engine_->offered_buffers().size(), 2U);
}

TEST_F(Failures, MemoryForOneBufferIsNoSource) {
    start();
    fake_.add_card(soc_card, fakes::pl111());
    fake_.set_memory_limit(soc_card, fakes::preferred_pixels * 4);
    ::testing::internal::CaptureStderr();
    engine_->handle_card({hotplug::CardEvent::Kind::added, {soc_card, "/sys/soc", "pl111", "soc", false}});
    EXPECT_FALSE(engine_->has_source());
    EXPECT_THAT(::testing::internal::GetCapturedStderr(),
                ::testing::AllOf(::testing::HasSubstr("CREATE_DUMB for 256x192 XR24 (192 KiB each)"),
                                 ::testing::HasSubstr("CMA")));
}

}  // namespace
}  // namespace kmsmirror::tests
