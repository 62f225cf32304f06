// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include <cerrno>

#include "engine/sink_coverage.h"

namespace kmsmirror::tests {
namespace {

using namespace std::chrono_literals;
using fakes::Call;

// Cards without atomic mode setting, and the calls of theirs that others make too.
class ALegacyCard : public SinkCoverage {};

TEST_F(ALegacyCard, FlipsOnPrime) {
    start_with(fakes::legacy());
    drm_.reset_counts();
    show_frames(10);
    EXPECT_EQ(status("left").path, "prime");
    EXPECT_EQ(calls(Call::page_flip), 10U);
    EXPECT_EQ(calls(Call::set_crtc) + calls(Call::dirty_framebuffer) + calls(Call::commit_atomic), 0U);
    EXPECT_EQ(pixels_for_a_small_change(), fakes::preferred_pixels) << "PAGE_FLIP carries no damage";
    expect_no_loss();
}

TEST_F(ALegacyCard, SendsOnlyDamageOnCopy) {
    start_on_copy_with(fakes::legacy());
    EXPECT_EQ(status("left").path_reason.call, "SETCRTC");
    EXPECT_EQ(status("left").path_reason.errno_name, "ENOMEM");
    drm_.reset_counts();
    show_frames(10);
    EXPECT_EQ(calls(Call::dirty_framebuffer), 10U);
    EXPECT_EQ(calls(Call::set_crtc) + calls(Call::page_flip) + calls(Call::commit_atomic), 0U);
    EXPECT_EQ(pixels_for_a_small_change(), small_area);
    expect_no_loss();
}

TEST_F(ALegacyCard, FallsBackWithinTheFrameAndGoesBack) {
    start_with(fakes::legacy());
    fake_.set_kernel_mapping(soc_card, false);
    show_frames(4);
    EXPECT_EQ(status("left").path, "copy");
    EXPECT_EQ(status("left").fallback_count, 1U);
    fake_.set_kernel_mapping(soc_card, true);
    engine_->rearm("left");
    ASSERT_TRUE(run_until([this] { return status("left").path == "prime"; }));
    show_frames(2);
    expect_no_loss();
}

TEST_F(ALegacyCard, ThatCannotFlipIsSetEachTime) {
    fakes::Personality card = fakes::legacy();
    card.can_page_flip = false;
    start_with(card);
    drm_.reset_counts();
    show_frames(5);
    EXPECT_EQ(status("left").path, "prime");
    EXPECT_EQ(calls(Call::set_crtc), 5U);
    expect_no_loss();
}

TEST_F(ALegacyCard, ThatScansOutNeedsNothingMore) {
    fakes::Personality card = fakes::legacy();
    card.scans_out = true;
    card.has_dirty = card.can_page_flip = false;
    card.import_error = ENOSYS;
    start_with(card);
    show_frames(5);
    EXPECT_EQ(status("left").path, "copy");
    expect_no_loss();
}

TEST_F(ALegacyCard, WithoutDirtyFlipsOnCopy) {
    fakes::Personality card = fakes::legacy();
    card.has_dirty = false;
    start_on_copy_with(card);
    drm_.reset_counts();
    show_frames(5);
    EXPECT_EQ(calls(Call::page_flip), 5U);
    expect_no_loss();
}

TEST_F(ALegacyCard, ThatIsSlowShowsTheNewestFrame) {
    start_with(fakes::legacy());
    fake_.hold_completions(card("left"), true);
    for (int frame = 0; frame < 5; ++frame) {
        draw_something();
        ASSERT_TRUE(settles("right"));
    }
    ASSERT_TRUE(run_until([this] { return fake_.is_busy(card("left")); }));
    fake_.hold_completions(card("left"), false);
    ASSERT_TRUE(settles("left"));
    EXPECT_TRUE(shows_the_middle());
    EXPECT_EQ(statistics("left").frames_superseded, 3U);
    expect_no_loss();
}

TEST_F(ALegacyCard, IsLeftAloneByAProbeThatChangesNothing) {
    start_on_copy_with(fakes::legacy());
    const auto probes = calls(Call::get_connector);
    engine_->handle_card({hotplug::CardEvent::Kind::changed, card_info("left")});
    ASSERT_TRUE(run_until([&] { return calls(Call::get_connector) > probes; }));
    drm_.reset_counts();
    EXPECT_EQ(pixels_for_a_small_change(), small_area);
    EXPECT_EQ(calls(Call::set_crtc), 0U);
}

TEST_F(ALegacyCard, ThatIsExchangedGetsAFullPicture) {
    start_on_copy_with(fakes::legacy());
    unplug("left");
    draw_something();
    plug("left", fakes::legacy());
    ASSERT_TRUE(all_settle());
    show_frames(2);
    expect_no_loss();
}

// Calls that fail once each, together, while frames flow, and what users see then.
struct LegacyFailure {
    const char* name;
    fakes::Personality (*personality)();
    bool on_copy;  // the sink is on copy already
    std::vector<Call> calls;
    int error;
    const char* path;    // afterwards
    const char* reason;  // afterwards: the call, empty = none
    bool waits;          // the same path is tried again after a pause
};

void PrintTo(const LegacyFailure& failure, std::ostream* out) {  // NOLINT(readability-identifier-naming): gtest's name
    *out << failure.name;
}

class WhenALegacyCallFails : public SinkCoverage, public ::testing::WithParamInterface<LegacyFailure> {};

TEST_P(WhenALegacyCallFails, ThePictureIsRightAndNoFrameIsLost) {
    const LegacyFailure& failure = GetParam();
    if (failure.on_copy)
        start_on_copy_with(failure.personality());
    else
        start_with(failure.personality());
    drm_.reset_counts();
    for (const Call call : failure.calls)
        drm_.fail(call, 1, failure.error, 1, card("left"));
    draw({small_rect});
    ASSERT_TRUE(settles("right"));
    EXPECT_TRUE(shows_the_source("right"));
    if (failure.waits) {
        ASSERT_TRUE(run_until([this] {
            scheduler_.advance(2100ms);
            scheduler_.post([] {});
            return statistics("left").last_shown_sequence == engine_->source_statistics().sequence;
        }));
    }
    ASSERT_TRUE(settles("left"));
    EXPECT_TRUE(shows_the_middle());
    for (const Call call : failure.calls)
        EXPECT_GE(calls(call), 1U) << "it failed";
    EXPECT_EQ(status("left").path, failure.path);
    EXPECT_EQ(status("left").path_reason.call, failure.reason);
    show_frames(2);
    expect_no_loss();
}

const std::vector<Call> flip_and_set{Call::page_flip, Call::set_crtc};
const std::vector<Call> all{Call::dirty_framebuffer, Call::page_flip, Call::set_crtc};
const std::vector<Call> dirty{Call::dirty_framebuffer};
const std::vector<Call> dirty_and_atomic{Call::dirty_framebuffer, Call::commit_atomic};

INSTANTIATE_TEST_SUITE_P(
    FramePath, WhenALegacyCallFails,
    ::testing::Values(
        LegacyFailure{"Flip", fakes::legacy, false, {Call::page_flip}, EINVAL, "prime", "", false},
        LegacyFailure{"FlipBusy", fakes::legacy, false, {Call::page_flip}, EBUSY, "prime", "", true},
        LegacyFailure{"FlipAndSet", fakes::legacy, false, flip_and_set, ENOMEM, "copy", "SETCRTC", false},
        LegacyFailure{"FlipAndSetBusy", fakes::legacy, false, flip_and_set, EBUSY, "prime", "", true},
        LegacyFailure{"FlipAndSetNoMaster", fakes::legacy, false, flip_and_set, EACCES, "prime", "", true},
        LegacyFailure{"Dirty", fakes::legacy, true, dirty, ENOSYS, "copy", "SETCRTC", false},
        LegacyFailure{"DirtyNoMaster", fakes::legacy, true, dirty, EACCES, "copy", "SETCRTC", true},
        LegacyFailure{"AllRefused", fakes::legacy, true, all, EINVAL, "copy", "SETCRTC", true},
        LegacyFailure{"AtomicDirty", fakes::gm12u320, true, dirty, EINVAL, "copy", "ATOMIC", false},
        LegacyFailure{"AtomicDirtyBusy", fakes::gm12u320, true, dirty, EBUSY, "copy", "ATOMIC", true},
        LegacyFailure{"AtomicDirtyAndCommit", fakes::gm12u320, true, dirty_and_atomic, EINVAL, "copy", "ATOMIC", true}),
    [](const auto& failure) { return std::string(failure.param.name); });

TEST_F(ALegacyCard, ThatCannotBeSetAtFirstGetsACopy) {
    drm_.fail(Call::set_crtc, 1, EOPNOTSUPP, 1, "/dev/dri/card1");
    start_with(fakes::legacy());
    EXPECT_EQ(status("left").path, "copy");
    EXPECT_EQ(status("left").path_reason.call, "SETCRTC");
    show_frames(2);
    expect_no_loss();
}

}  // namespace
}  // namespace kmsmirror::tests
