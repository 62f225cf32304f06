// SPDX-License-Identifier: MIT
#include <gmock/gmock.h>

#include <cerrno>

#include "engine/world.h"
#include "kms/format.h"

namespace kmsmirror::tests {
namespace {

using namespace std::chrono_literals;
using fakes::Call;

constexpr const char* linux_cma = "/dev/dma_heap/linux,cma";

// What once left a display dark, wrong, or on a worse path than it could have.
class PathFaults : public World {
protected:
    void start_with_heap(config::HeapUse use, const fakes::Personality& source = fakes::pl111()) {
        fake_.set_heap(linux_cma, true);
        config::Config config;
        config.source.heap = use;
        start_with_two_displays(config, source);
    }
    // A commit of that display is under way until let_go().
    void hold(const std::string& name) {
        fake_.hold_completions(card(name), true);
        draw_something();
        ASSERT_TRUE(run_until([&] { return fake_.is_busy(card(name)); }));
    }
    void let_go(const std::string& name) {
        fake_.hold_completions(card(name), false);
        fake_.complete(card(name));
    }
};

TEST_F(PathFaults, APathThatIsChosenWhileACommitIsInFlightCounts) {
    start_with_two_displays();
    hold("left");
    set("left", {.path = PathChoice::copy});
    let_go("left");
    ASSERT_TRUE(run_until([this] { return status("left").path == "copy"; }));
    draw_frames(3);
    EXPECT_EQ(status("left").path, "copy");
    EXPECT_EQ(status("left").path_reason.call, "CHOICE");
    expect_pictures();
}

TEST_F(PathFaults, ARearmWhileACommitIsInFlightIsNotForgotten) {
    start_with_two_displays();
    fake_.set_kernel_mapping(soc_card, false);
    draw_frames(1);
    ASSERT_EQ(status("left").path, "copy");
    fake_.set_kernel_mapping(soc_card, true);
    hold("left");
    engine_->rearm("left");
    let_go("left");
    EXPECT_TRUE(run_until([this] { return status("left").path == "prime"; }));
    ASSERT_TRUE(all_settle());
    expect_pictures();
}

TEST_F(PathFaults, ARearmDuringACommitLeavesNoOldPixelsInTheCopyAfterIt) {
    start_with_two_displays();
    hold("right");
    engine_->rearm("right");
    let_go("right");
    ASSERT_TRUE(all_settle());
    drm_.fail(Call::commit_atomic, 1, ENOMEM, 1, card("right"));
    draw({{10, 10, 20, 20}});
    ASSERT_TRUE(all_settle());
    EXPECT_EQ(status("right").path, "copy");
    expect_pictures();
}

TEST_F(PathFaults, AnAttachedBufferOfAnotherFormatIsShownByAModeset) {
    fakes::Personality soc = fakes::pl111();
    soc.format_change_is_modeset = false;
    start_with_heap(config::HeapUse::never, soc);
    set("right", {.path = PathChoice::prime});
    ASSERT_TRUE(all_settle());
    const std::uint64_t modesets = fake_.modeset_count(card("right"));
    constexpr std::uint32_t pitch = fakes::preferred_size.width * 2;
    session::AttachedBuffer buffer;
    buffer.index = 16;
    buffer.size = fakes::preferred_size;
    buffer.format = kms::format_rgb565;
    buffer.pitch = pitch;
    buffer.bytes = std::uint64_t{pitch} * fakes::preferred_size.height;
    buffer.dma_buf = fake_.allocate_from_heap(linux_cma, buffer.bytes).value();
    ASSERT_TRUE(engine_->attach(std::move(buffer)));
    engine_->present({16, 99, {rect_of(fakes::preferred_size)}});
    ASSERT_TRUE(settles("right"));
    EXPECT_EQ(status("right").path, "prime") << "gud takes another format by a mode set only";
    EXPECT_EQ(fake_.modeset_count(card("right")), modesets + 1);
    EXPECT_EQ(fakes::count_differences(fake_.shown_picture(card("right")), fake_.shown_picture(soc_card)), 0U);
}

TEST_F(PathFaults, ABufferThatCannotBeMadeIsNoReasonForAModeset) {
    start_with_two_displays();
    const std::uint64_t modesets = fake_.modeset_count(card("right"));
    drm_.fail(Call::commit_atomic, 1, ENOMEM, 1, card("right"));
    drm_.fail(Call::create_dumb, 1, ENOMEM, 1, card("right"));
    draw_something();
    ASSERT_TRUE(run_until([this] { return status("right").state == "error"; }));
    scheduler_.advance(1001ms);
    ASSERT_TRUE(all_settle());
    EXPECT_EQ(fake_.modeset_count(card("right")), modesets);
    expect_pictures();
}

TEST_F(PathFaults, AHeapThatIsSlowerThanTheCopyIsLeft) {
    fake_.set_heap(linux_cma, true);
    config::Config config;
    config.source.heap = config::HeapUse::measured;
    start(config);
    add_source();
    plug("left", fakes::udl());
    connect_client();
    draw_everything();
    ASSERT_TRUE(all_settle());
    fake_.set_kernel_mapping(soc_card, false);
    draw_frames(1);
    ASSERT_EQ(times_replaced_, 1) << "the buffers are on the heap";
    // Frames by the heap take a second each, copies none.
    for (int frame = 0; frame < 12 && times_replaced_ == 1; ++frame) {
        const auto copied = statistics("left").bytes_copied;
        fake_.hold_completions(card("left"), true);
        draw_something();
        ASSERT_TRUE(run_until([&] { return fake_.is_busy(card("left")); }));
        if (statistics("left").bytes_copied == copied && frame % 2 == 1)
            scheduler_.advance(900ms);
        fake_.hold_completions(card("left"), false);
        fake_.complete(card("left"));
        ASSERT_TRUE(all_settle());
    }
    EXPECT_EQ(times_replaced_, 2) << "and go back to the driver's memory";
    draw_frames(3);
    EXPECT_EQ(status("left").path, "copy");
    EXPECT_TRUE(shows_the_source("left"));
}

TEST_F(PathFaults, ADisplayThatRefusesEveryModeHarmsNoOtherAndIsNotAskedAllTheTime) {
    start_with_heap(config::HeapUse::measured);
    drm_.fail(Call::commit_atomic, 1, EINVAL, fakes::FaultyDrm::always, "/dev/dri/card3");
    plug("third", fakes::gud());
    ASSERT_TRUE(run_until([this] { return status("third").state == "error"; }));
    for (int frame = 0; frame < 20; ++frame) {
        draw_something();
        ASSERT_TRUE(settles("left"));
        ASSERT_TRUE(settles("right"));
    }
    EXPECT_EQ(times_replaced_, 0) << "its refusal says nothing of the memory";
    EXPECT_EQ(status("left").path, "prime");
    EXPECT_EQ(status("right").path, "prime");
    EXPECT_LE(drm_.calls(Call::commit_atomic, card("third")), 8U) << "each path in each mode, once";
    unplug("third");
    EXPECT_EQ(status("left").path, "prime");
    expect_pictures();
}

TEST_F(PathFaults, ARearmBringsPrimeBackWhereTheKernelDecidesAtAllocation) {
    start_with_heap(config::HeapUse::never);
    fake_.set_kernel_mapping(soc_card, false);
    draw_frames(2);
    ASSERT_EQ(status("left").path, "copy");
    fake_.set_kernel_mapping(soc_card, true);
    fake_.set_kernel_mapping_of_new_buffers(soc_card, false);
    engine_->rearm("left");
    draw_frames(2);
    EXPECT_EQ(status("left").path, "copy") << "new buffers are no better yet";
    fake_.set_kernel_mapping_of_new_buffers(soc_card, true);
    const int replaced = times_replaced_;
    engine_->rearm("left");
    EXPECT_EQ(times_replaced_, replaced + 1) << "only new memory can help";
    draw_frames(2);
    EXPECT_EQ(status("left").path, "prime");
    engine_->rearm("left");
    EXPECT_EQ(times_replaced_, replaced + 1) << "nothing is wrong with that";
    draw_frames(1);
    expect_pictures();
}

TEST_F(PathFaults, APathReasonIsOfTheDisplayThatIsThere) {
    start_with_two_displays();
    drm_.fail(Call::commit_atomic, 1, ENOMEM, 1, card("left"));
    draw_frames(1);
    ASSERT_EQ(status("left").path_reason.call, "ATOMIC");
    unplug("left");
    EXPECT_EQ(status("left").path_reason.call, "");
    plug("left", fakes::udl());
    ASSERT_TRUE(all_settle());
    EXPECT_EQ(status("left").path_reason.call, "");
}

TEST_F(PathFaults, AnUnplugIsNoFallback) {
    start_with_two_displays();
    fake_.unplug(card("left"));
    draw_something();
    ASSERT_TRUE(run_until([this] { return status("left").state == "unplugged"; }));
    EXPECT_EQ(status("left").fallback_count, 0U);
}

// A display of odd width, whose lines of RGB565 are no multiple of four bytes long.

}  // namespace
}  // namespace kmsmirror::tests
