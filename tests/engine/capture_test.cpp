// SPDX-License-Identifier: MIT
#include <cerrno>

#include "engine/world.h"

namespace kmsmirror::tests {
namespace {

using fakes::Call;
using Reason = pixels::CaptureFailure::Reason;

class Capture : public World {
protected:
    Capture() { start_with_two_displays(); }
};

TEST_F(Capture, OfADisplayIsWhatItShowsOnEachPath) {
    for (const PathChoice path : {PathChoice::prime, PathChoice::copy}) {
        set("right", {.path = path});
        draw_something();
        ASSERT_TRUE(all_settle());
        const Captured captured = capture("right");
        ASSERT_TRUE(captured.picture) << captured.failure.error.error.message();
        EXPECT_EQ(fakes::count_differences(*captured.picture, fake_.shown_picture(card("right"))), 0U);
    }
}

TEST_F(Capture, SaysWhichFrameItIs) {
    for (const PathChoice path : {PathChoice::prime, PathChoice::copy}) {
        set("right", {.path = path});
        draw_something();
        ASSERT_TRUE(all_settle());
        EXPECT_EQ(capture("right").sequence, source_statistics().sequence);
        EXPECT_EQ(capture_source().sequence, source_statistics().sequence);
    }
}

TEST_F(Capture, SaysWhichFrameItIsThoughANewerOneCannotBeShown) {
    const std::uint64_t shown = statistics("right").last_shown_sequence;
    const std::uint64_t commits = drm_.calls(Call::commit_atomic, card("right"));
    drm_.fail(Call::commit_atomic, 1, EBUSY, fakes::FaultyDrm::always, card("right"));
    draw_something();
    ASSERT_TRUE(run_until([&] { return drm_.calls(Call::commit_atomic, card("right")) > commits; }));
    EXPECT_EQ(capture("right").sequence, shown);
}

TEST_F(Capture, IsRefusedWhileTheDisplayShowsNothing) {
    unplug("right");
    const CaptureAnswer answer = order_capture("right");
    ASSERT_TRUE(*answer);
    EXPECT_EQ((*answer)->failure.reason, Reason::nothing_shown);
}

TEST_F(Capture, OfMemoryThatCannotBeReadNowSaysWhy) {
    drm_.fail(Call::sync_dma_buf, 1, EIO);
    const Captured failed = capture("right");
    EXPECT_FALSE(failed.picture);
    EXPECT_EQ(failed.failure, (pixels::CaptureFailure{pixels::CaptureFailure::Reason::call_failed,
                                                      {"DMA_BUF_SYNC", errno_error(EIO)}}));
    EXPECT_TRUE(capture("right").picture);
}

TEST_F(Capture, IsMadeOneAtATimeOfADisplay) {
    // Its thread is busy.
    fake_.set_hung(card("right"), true);
    const auto probes = drm_.calls(Call::get_connector, card("right"));
    say_that_it_changed("right");
    ASSERT_TRUE(run_until([&] { return drm_.calls(Call::get_connector, card("right")) > probes; }));
    const CaptureAnswer first = order_capture("right");
    const CaptureAnswer second = order_capture("right");
    fake_.set_hung(card("right"), false);
    EXPECT_FALSE(*first);
    ASSERT_TRUE(*second);
    EXPECT_EQ((*second)->failure.reason, Reason::busy);
    ASSERT_TRUE(run_until([&] { return first->has_value(); }));
    EXPECT_TRUE((*first)->picture);
    EXPECT_TRUE(capture("right").picture);
}

TEST_F(Capture, OfTheSourceIsItsPictureOneAtATime) {
    const CaptureAnswer first = order_capture_of_source();
    const CaptureAnswer second = order_capture_of_source();
    ASSERT_TRUE(*second);
    EXPECT_EQ((*second)->failure.reason, Reason::busy);
    ASSERT_TRUE(run_until([&] { return first->has_value(); }));
    ASSERT_TRUE((*first)->picture);
    EXPECT_EQ(fakes::count_differences(*(*first)->picture, fake_.shown_picture(soc_card)), 0U);
}

}  // namespace
}  // namespace kmsmirror::tests
