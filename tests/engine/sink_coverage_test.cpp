// SPDX-License-Identifier: MIT
#include "engine/sink_coverage.h"

#include <gtest/gtest.h>

#include <cerrno>

namespace kmsmirror::tests {
namespace {

using fakes::Call;

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

}  // namespace
}  // namespace kmsmirror::tests
