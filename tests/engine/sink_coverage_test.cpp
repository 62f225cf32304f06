// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include <cerrno>

#include "engine/world.h"

namespace kmsmirror::tests {
namespace {

using namespace std::chrono_literals;
using fakes::Call;

constexpr Rect small_rect{100, 75, 140, 105};
constexpr std::uint64_t small_area = 40 * 30;

// Displays of other drivers than udl and gud: "left" is the one under test, "right" a udl that must not suffer.
class SinkCoverage : public World {
protected:
    void start_with(const fakes::Personality& left, const fakes::Personality& source = fakes::pl111()) {
        config::Config config;
        config.sinks.drivers.push_back(left.driver);
        start(config);
        add_source(source);
        plug("left", left);
        plug("right", fakes::udl());
        connect_client();
        draw_everything();
        ASSERT_TRUE(all_settle());
        EXPECT_TRUE(shows_the_middle());
    }
    void start_on_copy_with(const fakes::Personality& left) {
        fakes::Personality source = fakes::pl111();
        source.mapping_error = ENOMEM;
        start_with(left, source);
        EXPECT_EQ(status("left").path, "copy");
    }

    // Whether left shows the middle of the source, and right all of it.
    [[nodiscard]] ::testing::AssertionResult shows_the_middle() {
        const fakes::Picture source = fake_.shown_picture(soc_card);
        const fakes::Picture shown = fake_.shown_picture(card("left"));
        if (shown.empty() || shown.size.width > source.size.width || shown.size.height > source.size.height)
            return ::testing::AssertionFailure() << "left: " << shown.size.width << "x" << shown.size.height;
        fakes::Picture wanted{shown.size, {}};
        for (std::uint32_t y = 0; y < shown.size.height; ++y)
            for (std::uint32_t x = 0; x < shown.size.width; ++x)
                wanted.pixels.push_back(source.at(x + (source.size.width - shown.size.width) / 2,
                                                  y + (source.size.height - shown.size.height) / 2));
        if (const std::size_t differences = fakes::count_differences(shown, wanted); differences != 0)
            return ::testing::AssertionFailure() << "left: " << differences << " pixels differ";
        return shows_the_source("right");
    }
    void show_frames(int count) {
        for (int frame = 0; frame < count; ++frame) {
            draw_something();
            ASSERT_TRUE(all_settle());
            ASSERT_TRUE(shows_the_middle()) << frame;
        }
    }
    // How many pixels left reads for a frame that changes small_rect only.
    [[nodiscard]] std::uint64_t pixels_for_a_small_change() {
        const auto before = fake_.pixels_read(card("left"));
        draw({small_rect});
        EXPECT_TRUE(all_settle());
        EXPECT_TRUE(shows_the_middle());
        return fake_.pixels_read(card("left")) - before;
    }
    [[nodiscard]] std::uint64_t calls(Call call) { return drm_.calls(call, card("left")); }
    void expect_no_loss() {
        EXPECT_EQ(status("left").state, "mirroring");
        EXPECT_EQ(statistics("left").frames_lost, 0U);
        EXPECT_EQ(statistics("right").frames_lost, 0U);
    }
};

TEST_F(SinkCoverage, ALegacyCardFlipsOnPrime) {
    start_with(fakes::legacy());
    drm_.reset_counts();
    show_frames(10);
    EXPECT_EQ(status("left").path, "prime");
    EXPECT_EQ(calls(Call::page_flip), 10U);
    EXPECT_EQ(calls(Call::set_crtc) + calls(Call::dirty_framebuffer) + calls(Call::commit_atomic), 0U);
    EXPECT_EQ(pixels_for_a_small_change(), fakes::preferred_pixels) << "PAGE_FLIP carries no damage";
    expect_no_loss();
}

TEST_F(SinkCoverage, ALegacyCardSendsOnlyDamageOnCopy) {
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

TEST_F(SinkCoverage, ALegacyCardFallsBackWithinTheFrameAndGoesBack) {
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

TEST_F(SinkCoverage, ALegacyCardThatCannotFlipIsSetEachTime) {
    fakes::Personality card = fakes::legacy();
    card.can_page_flip = false;
    start_with(card);
    drm_.reset_counts();
    show_frames(5);
    EXPECT_EQ(status("left").path, "prime");
    EXPECT_EQ(calls(Call::set_crtc), 5U);
    expect_no_loss();
}

TEST_F(SinkCoverage, ALegacyCardThatScansOutNeedsNothingMore) {
    fakes::Personality card = fakes::legacy();
    card.scans_out = true;
    card.has_dirty = card.can_page_flip = false;
    card.import_error = ENOSYS;
    start_with(card);
    show_frames(5);
    EXPECT_EQ(status("left").path, "copy");
    expect_no_loss();
}

TEST_F(SinkCoverage, ALegacyCardWithoutDirtyFlipsOnCopy) {
    fakes::Personality card = fakes::legacy();
    card.has_dirty = false;
    start_on_copy_with(card);
    drm_.reset_counts();
    show_frames(5);
    EXPECT_EQ(calls(Call::page_flip), 5U);
    expect_no_loss();
}

TEST_F(SinkCoverage, ALegacyCardThatIsSlowShowsTheNewestFrame) {
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

TEST_F(SinkCoverage, ALegacyCardIsLeftAloneByAProbeThatChangesNothing) {
    start_on_copy_with(fakes::legacy());
    const auto probes = calls(Call::get_connector);
    engine_->handle_card({hotplug::CardEvent::Kind::changed, card_info("left")});
    ASSERT_TRUE(run_until([&] { return calls(Call::get_connector) > probes; }));
    drm_.reset_counts();
    EXPECT_EQ(pixels_for_a_small_change(), small_area);
    EXPECT_EQ(calls(Call::set_crtc), 0U);
}

TEST_F(SinkCoverage, ADisplayThatRefusedEverythingIsSetUpAnew) {
    fakes::Personality left = fakes::gud();
    left.has_damage_clips = false;  // so that the only blobs are modes
    start_on_copy_with(left);
    drm_.reset_counts();
    drm_.fail(Call::dirty_framebuffer, 1, EINVAL, 1, card("left"));
    drm_.fail(Call::commit_atomic, 1, EIO, 1, card("left"));
    draw_something();
    ASSERT_TRUE(run_until([this] { return status("left").state == "error"; }));
    scheduler_.advance(std::chrono::seconds(1));
    ASSERT_TRUE(all_settle());
    EXPECT_EQ(calls(Call::create_blob), 1U) << "it may have lost its mode";
    EXPECT_EQ(status("left").state, "mirroring");
    EXPECT_TRUE(shows_the_middle());
}

TEST_F(SinkCoverage, ALegacyCardThatIsExchangedGetsAFullPicture) {
    start_on_copy_with(fakes::legacy());
    unplug("left");
    draw_something();
    plug("left", fakes::legacy());
    ASSERT_TRUE(all_settle());
    show_frames(2);
    expect_no_loss();
}

TEST_F(SinkCoverage, Gm12u320ShowsTheMiddle) {
    start_with(fakes::gm12u320());
    show_frames(10);
    EXPECT_EQ(status("left").path, "prime");
    EXPECT_EQ(status("left").mode.size, (Size{212, 120}));
    EXPECT_EQ(pixels_for_a_small_change(), 212U * 120U) << "a flip without damage";
    expect_no_loss();
}

TEST_F(SinkCoverage, Gm12u320SendsOnlyDamageOnCopy) {
    start_on_copy_with(fakes::gm12u320());
    drm_.reset_counts();
    show_frames(10);
    EXPECT_LE(calls(Call::dirty_framebuffer), 10U) << "none for what it does not show";
    EXPECT_EQ(calls(Call::commit_atomic), 0U);
    EXPECT_EQ(pixels_for_a_small_change(), small_area);
    expect_no_loss();
}

TEST_F(SinkCoverage, AnAtomicCardWithoutDamageAndDirtyFlipsOnCopy) {
    fakes::Personality card = fakes::gm12u320();
    card.has_dirty = false;
    start_on_copy_with(card);
    show_frames(3);
    drm_.reset_counts();
    EXPECT_EQ(pixels_for_a_small_change(), 212U * 120U);
    EXPECT_EQ(calls(Call::commit_atomic), 1U);
    expect_no_loss();
}

TEST_F(SinkCoverage, CirrusShowsTheSource) {
    start_with(fakes::cirrus());
    show_frames(10);
    EXPECT_EQ(status("left").path, "prime");
    EXPECT_EQ(pixels_for_a_small_change(), small_area);
    expect_no_loss();
}

TEST_F(SinkCoverage, CirrusOf61ShowsTheSource) {
    fakes::Personality card = fakes::cirrus();
    card.has_damage_clips = false;
    start_on_copy_with(card);
    show_frames(10);
    EXPECT_EQ(pixels_for_a_small_change(), small_area);
    expect_no_loss();
}

TEST_F(SinkCoverage, VirtioGpuGetsACopyBecauseItImportsNothing) {
    start_with(fakes::virtio_gpu());
    EXPECT_EQ(status("left").path, "copy");
    EXPECT_EQ(status("left").path_reason.call, "PRIME_FD_TO_HANDLE");
    EXPECT_EQ(status("left").path_reason.errno_name, "ENODEV");
    show_frames(10);
    EXPECT_EQ(pixels_for_a_small_change(), small_area);
    expect_no_loss();
}

TEST_F(SinkCoverage, VirtioGpuOf61SendsOnlyDamageToo) {
    fakes::Personality card = fakes::virtio_gpu();
    card.has_damage_clips = false;
    start_with(card);
    drm_.reset_counts();
    show_frames(10);
    EXPECT_EQ(calls(Call::dirty_framebuffer), 10U);
    EXPECT_EQ(pixels_for_a_small_change(), small_area);
    expect_no_loss();
}

// A source whose buffers no driver can read, and what is said of it.
struct Exporter {
    fakes::Personality (*personality)();
    const char* call;
    const char* errno_name;
};

void PrintTo(const Exporter& exporter, std::ostream* out) {  // NOLINT(readability-identifier-naming): gtest's name
    *out << exporter.personality().driver;
}

class WhenNobodyCanReadTheSource : public SinkCoverage, public ::testing::WithParamInterface<Exporter> {};

TEST_P(WhenNobodyCanReadTheSource, ItIsCopied) {
    start_with(fakes::gud(), GetParam().personality());
    for (const char* sink : {"left", "right"}) {
        EXPECT_EQ(status(sink).path, "copy");
        EXPECT_EQ(status(sink).path_reason.call, GetParam().call);
        EXPECT_EQ(status(sink).path_reason.errno_name, GetParam().errno_name);
        EXPECT_EQ(status(sink).path_reason.error_class, "permanent");
    }
    show_frames(3);
    expect_no_loss();
}

INSTANTIATE_TEST_SUITE_P(Exporters, WhenNobodyCanReadTheSource,
                         ::testing::Values(Exporter{fakes::exynos, "ATOMIC", "EOPNOTSUPP"},
                                           Exporter{fakes::rockchip, "ATOMIC", "ENOMEM"},
                                           Exporter{fakes::omap, "ATOMIC", "EINVAL"},
                                           Exporter{fakes::bochs, "PRIME_FD_TO_HANDLE", "ENOSYS"}));

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

TEST_F(SinkCoverage, ALegacyCardThatCannotBeSetAtFirstGetsACopy) {
    drm_.fail(Call::set_crtc, 1, EOPNOTSUPP, 1, "/dev/dri/card1");
    start_with(fakes::legacy());
    EXPECT_EQ(status("left").path, "copy");
    EXPECT_EQ(status("left").path_reason.call, "SETCRTC");
    show_frames(2);
    expect_no_loss();
}

}  // namespace
}  // namespace kmsmirror::tests
