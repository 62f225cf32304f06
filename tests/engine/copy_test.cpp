// SPDX-License-Identifier: MIT
#include <gmock/gmock.h>

#include "engine/world.h"

namespace kmsmirror::tests {
namespace {

using fakes::Call;

// What sinks do when they cannot read the source's buffers.
class Copying : public World {
protected:
    Copying() { start_copying(); }
};

TEST_F(Copying, ReadsEachPixelOnceForAllSinks) {
    const auto before = engine_->source_statistics().bytes_read;
    const auto copied = statistics("right").bytes_copied;
    draw({{10, 10, 110, 110}});
    ASSERT_TRUE(all_settle());
    EXPECT_EQ(engine_->source_statistics().bytes_read, before + 100 * 100 * 4);
    EXPECT_EQ(statistics("right").bytes_copied, copied + 100 * 100 * 4);
    expect_pictures();
}

TEST_F(Copying, KeepsRgb565ForADisplayOf16Bits) {
    const auto copied = statistics("left").bytes_copied;
    draw({{10, 10, 110, 110}});
    ASSERT_TRUE(all_settle());
    EXPECT_EQ(statistics("left").bytes_copied, copied + 100 * 100 * 2);
    expect_pictures();
}

TEST_F(Copying, TellsTheFormatOfTheMemoryThatEachDriverReads) {
    EXPECT_EQ(source_.format, "XR24");
    EXPECT_EQ(status("left").format, "RG16");
    EXPECT_EQ(status("right").format, "XR24");
}

TEST_F(Copying, ReadsNothingWhileNoSinkCanTakeIt) {
    for (const char* name : {"left", "right"})
        fake_.hold_completions(card(name), true);
    draw_something();
    ASSERT_TRUE(run_until([this] { return fake_.is_busy(card("left")) && fake_.is_busy(card("right")); }));
    const auto before = engine_->source_statistics().bytes_read;
    for (int frame = 0; frame < 3; ++frame)
        draw_something();
    ASSERT_TRUE(run_until([this] { return frames_presented_ == 5; }));
    EXPECT_EQ(engine_->source_statistics().bytes_read, before);
    for (const char* name : {"left", "right"}) {
        fake_.hold_completions(card(name), false);
        fake_.complete(card(name));
    }
    ASSERT_TRUE(all_settle());
    expect_pictures();
}

TEST_F(Copying, ShowsAStreamOfFramesRight) {
    for (int frame = 0; frame < 60; ++frame)
        draw_something();
    ASSERT_TRUE(all_settle());
    expect_pictures();
    EXPECT_EQ(statistics("left").frames_lost, 0U);
}

class Heap : public World {
protected:
    void start_with_heap(config::HeapUse use) {
        fake_.set_heap(heap, true);
        config::Config config;
        config.source.heap = use;
        start_with_two_displays(config);
    }
    void draw_frames(int count) {
        for (int frame = 0; frame < count; ++frame) {
            World::draw_frames(1);
            expect_pictures();
        }
    }
    static constexpr const char* heap = "/dev/dma_heap/linux,cma";
};

TEST_F(Heap, TakesOverFromBuffersThatCannotBeRead) {
    start_with_heap(config::HeapUse::always);
    fake_.set_kernel_mapping(soc_card, false);
    draw_frames(3);
    EXPECT_EQ(times_replaced_, 1);
    for (const char* name : {"left", "right"}) {
        EXPECT_EQ(status(name).path, "prime-heap");
        EXPECT_EQ(status(name).path_reason.errno_name, "ENOMEM");
        EXPECT_EQ(statistics(name).frames_lost, 0U);
    }
    const auto copied = statistics("left").bytes_copied + statistics("right").bytes_copied;
    const auto read = engine_->source_statistics().bytes_read;
    draw_frames(10);
    EXPECT_EQ(statistics("left").bytes_copied + statistics("right").bytes_copied, copied);
    EXPECT_EQ(engine_->source_statistics().bytes_read, read);
}

TEST_F(Heap, IsKeptWhenItIsMeasuredToBeNoSlowerThanACopy) {
    start_with_heap(config::HeapUse::measured);
    fake_.set_kernel_mapping(soc_card, false);
    draw_frames(12);
    const auto copied = statistics("left").bytes_copied;
    EXPECT_GT(copied, 0U) << "a trial copies too";
    draw_frames(5);
    EXPECT_EQ(status("left").path, "prime-heap");
    EXPECT_EQ(statistics("left").bytes_copied, copied);
}

TEST_F(Heap, GivesTheOldMemoryBack) {
    start_with_heap(config::HeapUse::always);
    const auto removed = drm_.calls(Call::remove_framebuffer, soc_card);
    fake_.set_kernel_mapping(soc_card, false);
    draw_frames(4);
    EXPECT_EQ(drm_.calls(Call::remove_framebuffer, soc_card), removed + 3);
}

TEST_F(Heap, IsLeftAgainWhenASinkIsRearmed) {
    start_with_heap(config::HeapUse::always);
    fake_.set_kernel_mapping(soc_card, false);
    draw_frames(3);
    fake_.set_kernel_mapping(soc_card, true);
    engine_->rearm("left");
    draw_frames(3);
    EXPECT_EQ(status("left").path, "prime");
    EXPECT_EQ(times_replaced_, 2);
}

TEST_F(Heap, IsNotUsedWhenTheConfigurationForbidsIt) {
    start_with_heap(config::HeapUse::never);
    fake_.set_kernel_mapping(soc_card, false);
    draw_frames(3);
    EXPECT_EQ(status("left").path, "copy");
    EXPECT_EQ(times_replaced_, 0);
}

TEST_F(Heap, WithoutMemoryLeavesEverythingAsItIs) {
    start_with_heap(config::HeapUse::always);
    drm_.fail(Call::allocate_from_heap, 3, ENOMEM, fakes::FaultyDrm::always);
    fake_.set_kernel_mapping(soc_card, false);
    draw_frames(3);
    EXPECT_EQ(status("left").path, "copy");
    EXPECT_EQ(times_replaced_, 0);
}

TEST_F(Heap, WithoutMemoryIsTriedAgainWhenASinkIsRearmed) {
    start_with_heap(config::HeapUse::always);
    drm_.fail(Call::allocate_from_heap, 1, ENOMEM, fakes::FaultyDrm::always);
    fake_.set_kernel_mapping(soc_card, false);
    draw_frames(3);
    ASSERT_EQ(times_replaced_, 0);
    drm_.heal();
    draw_frames(1);
    EXPECT_EQ(status("left").path, "copy") << "nobody has asked for it";
    rearm("left");
    draw_frames(3);
    EXPECT_EQ(status("left").path, "prime-heap");
    EXPECT_EQ(times_replaced_, 2) << "new memory of the driver is tried first";
}

TEST_F(Heap, MovesTheBackgroundToo) {
    fake_.set_heap(heap, true);
    config::Config config;
    config.source.heap = config::HeapUse::always;
    config.source.background = {config::Background::Kind::color, 0x336699};
    start(config);
    add_source();
    fake_.set_kernel_mapping(soc_card, false);
    plug("right", fakes::gud());
    ASSERT_TRUE(run_until([this] { return status("right").path == "prime-heap"; }));
    ASSERT_TRUE(all_settle());
    EXPECT_EQ(fake_.shown_picture(card("right")).at(50, 50), 0x336699U);
    EXPECT_EQ(fake_.shown_picture(soc_card).at(50, 50), 0x336699U);
}

}  // namespace
}  // namespace kmsmirror::tests
