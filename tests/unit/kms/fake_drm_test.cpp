// SPDX-License-Identifier: MIT
#include <algorithm>
#include <thread>

#include "kms/buffer_allocator.h"
#include "kms_test.h"

namespace kmsmirror::kms {
namespace {

using fakes::Call;
using fakes::Picture;
using fakes::Screen;
using fakes::SharedBuffer;
using fakes::through_rgb565;

// The model itself: what it shows, and that it finds what is left behind.
class FakeDrmTest : public KmsTest {};

Picture one_colour(Size size, std::uint32_t pixel) {
    return {size, std::vector<std::uint32_t>(std::size_t{size.width} * size.height, pixel)};
}

TEST_F(FakeDrmTest, ShowsOnASinkWhatWasCommittedAndOnlyWhatIsDamaged) {
    const Screen screen(faulty_, sink_path);
    const SharedBuffer buffer(*screen.device, screen.size(), format_xrgb8888);
    const auto framebuffer = create_framebuffer(*screen.device, buffer.memory.framebuffer_info()).value();
    buffer.fill(0x102030);
    ASSERT_FALSE(screen.show(framebuffer));
    const Picture before = one_colour(screen.size(), through_rgb565(0x102030));
    EXPECT_EQ(fake_.shown_picture(sink_path), before);

    buffer.fill(0xff00ff);
    EXPECT_EQ(fake_.shown_picture(sink_path), before) << "memory alone changes nothing";
    AtomicRequest request = screen.flip_request(framebuffer);
    request.set_damage(screen.pipeline, std::array{Rect{10, 20, 12, 22}});
    ASSERT_TRUE(request.commit_flip(1));
    const Picture after = fake_.shown_picture(sink_path);
    EXPECT_EQ(count_differences(before, after), 4U);
    EXPECT_EQ(after.at(11, 21), 0xff00ffU);
    EXPECT_EQ(after.at(12, 21), before.at(12, 21));

    ASSERT_TRUE(screen.flip_request(framebuffer).commit_flip(2));
    EXPECT_EQ(fake_.shown_picture(sink_path), one_colour(screen.size(), 0xff00ff)) << "no clips: everything";
    EXPECT_EQ(fake_.commit_count(sink_path), 3U);
}

TEST_F(FakeDrmTest, ShowsOnASourceItsMemory) {
    const Screen screen(faulty_, source_path);
    const SharedBuffer buffer(*screen.device, screen.size(), format_xrgb8888);
    const auto framebuffer = create_framebuffer(*screen.device, buffer.memory.framebuffer_info()).value();
    ASSERT_FALSE(screen.show(framebuffer));
    EXPECT_EQ(fake_.shown_picture(source_path), one_colour(screen.size(), 0x5a5a5a)) << "old data until cleared";
    buffer.fill(0x00ff00);
    EXPECT_EQ(fake_.shown_picture(source_path), one_colour(screen.size(), 0x00ff00));
}

TEST_F(FakeDrmTest, ShowsAPartOfALargerBuffer) {
    const auto source = Device::open(faulty_, source_path);
    const Screen sink(faulty_, sink_path);
    const Size size = sink.size();
    const SharedBuffer large(*source, {size.width + 100, size.height + 10}, format_xrgb8888);
    large.fill(0);
    const auto region = large.memory.map().value();
    const std::uint32_t offset = 10 * large.memory.pitch() + 100 * 4;
    region.bytes()[offset + 2] = std::byte{0xff};  // red, at the corner of the part
    const auto framebuffer = import_framebuffer(*sink.device, large.dma_buf, size, offset, format_xrgb8888).value();
    ASSERT_FALSE(sink.show(framebuffer));
    const Picture shown = fake_.shown_picture(sink_path);
    EXPECT_EQ(shown.at(0, 0), 0xff0000U);
    EXPECT_EQ(std::count(shown.pixels.begin(), shown.pixels.end(), 0U),
              static_cast<std::ptrdiff_t>(shown.pixels.size()) - 1);
}

TEST_F(FakeDrmTest, GarblesAFramebufferWiderThanTheModeOnUdl) {
    const Screen screen(faulty_, sink_path);
    const SharedBuffer wide(*screen.device, {screen.size().width + 8, screen.size().height}, format_xrgb8888);
    wide.fill(0xffffff);
    const auto framebuffer = create_framebuffer(*screen.device, wide.memory.framebuffer_info()).value();
    ASSERT_FALSE(screen.show(framebuffer));
    EXPECT_NE(fake_.shown_picture(sink_path), one_colour(screen.size(), 0xffffff));
}

TEST_F(FakeDrmTest, TakesAHeldCommitWhenItIsCompleted) {
    const Screen screen(faulty_, sink_path);
    const SharedBuffer buffer(*screen.device, screen.size(), format_xrgb8888);
    buffer.fill(0);
    const auto framebuffer = create_framebuffer(*screen.device, buffer.memory.framebuffer_info()).value();
    ASSERT_FALSE(screen.show(framebuffer));
    fake_.hold_completions(sink_path, true);
    ASSERT_TRUE(screen.flip_request(framebuffer).commit_flip(9));
    EXPECT_TRUE(fake_.is_busy(sink_path));
    EXPECT_TRUE(screen.device->read_events()->empty());
    buffer.fill(0xffffff);
    EXPECT_EQ(fake_.shown_picture(sink_path), one_colour(screen.size(), 0));
    EXPECT_TRUE(fake_.complete(sink_path));
    EXPECT_FALSE(fake_.complete(sink_path));
    EXPECT_EQ(fake_.shown_picture(sink_path), one_colour(screen.size(), 0xffffff)) << "read only now";
    EXPECT_EQ(screen.wait_for_events().size(), 1U);
}

TEST_F(FakeDrmTest, LetsOtherCardsWorkWhileOneHangs) {
    const Screen hanging(faulty_, sink_path);
    const Screen working(faulty_, source_path);
    const SharedBuffer one(*hanging.device, hanging.size(), format_xrgb8888);
    const SharedBuffer other(*working.device, working.size(), format_xrgb8888);
    const auto one_shown = create_framebuffer(*hanging.device, one.memory.framebuffer_info()).value();
    const auto other_shown = create_framebuffer(*working.device, other.memory.framebuffer_info()).value();
    fake_.set_hung(sink_path, true);
    std::error_code error = errno_error(EIO);
    std::thread thread([&] { error = hanging.show(one_shown); });
    EXPECT_FALSE(working.show(other_shown));
    fake_.set_hung(sink_path, false);
    thread.join();
    EXPECT_FALSE(error);
}

TEST_F(FakeDrmTest, CountsHowOftenABufferIsMappedInTheKernel) {
    const auto source = Device::open(faulty_, source_path);
    const Screen sink(faulty_, sink_path);
    const SharedBuffer buffer(*source, sink.size(), format_xrgb8888);
    const auto framebuffer = import_framebuffer(*sink.device, buffer.dma_buf, sink.size(), 0, format_xrgb8888).value();
    ASSERT_FALSE(sink.show(framebuffer));
    ASSERT_TRUE(sink.flip_request(framebuffer).commit_flip(1));
    EXPECT_EQ(fake_.kernel_mappings(source_path), 1U);
}

TEST_F(FakeDrmTest, TakesTheMappingOfNewBuffersOnlyWhereTheKernelDecidesAtAllocation) {
    const auto source = Device::open(faulty_, source_path);
    const Screen sink(faulty_, sink_path);
    const auto error_of_showing = [&](const SharedBuffer& buffer) {
        const auto framebuffer =
            import_framebuffer(*sink.device, buffer.dma_buf, sink.size(), 0, format_xrgb8888).value();
        const auto error = sink.show(framebuffer);
        static_cast<void>(sink.turn_off());
        return error.value();
    };
    const SharedBuffer old(*source, sink.size(), format_xrgb8888);
    fake_.set_kernel_mapping_of_new_buffers(source_path, false);
    const SharedBuffer unmapped(*source, sink.size(), format_xrgb8888);
    EXPECT_EQ(error_of_showing(old), 0);
    EXPECT_EQ(error_of_showing(unmapped), ENOMEM);
    fake_.set_kernel_mapping_of_new_buffers(source_path, true);
    const SharedBuffer mapped(*source, sink.size(), format_xrgb8888);
    EXPECT_EQ(error_of_showing(unmapped), ENOMEM) << "nothing maps it later";
    EXPECT_EQ(error_of_showing(mapped), 0);
}

TEST_F(FakeDrmTest, HasPitchesThatAreNoMultipleOfFourBytes) {
    fake_.add_card("/dev/dri/card2", fakes::with_preferred_mode(fakes::udl(), fakes::odd_size));
    const Screen screen(faulty_, "/dev/dri/card2");
    ASSERT_EQ(screen.size(), fakes::odd_size);
    const auto buffer = DumbBuffer::create(*screen.device, screen.size(), format_rgb565).value();
    EXPECT_EQ(buffer.pitch(), fakes::odd_size.width * 2);
    EXPECT_NE(buffer.pitch() % 4, 0U);
    const auto region = buffer.map().value();
    std::fill(region.bytes().begin(), region.bytes().end(), std::byte{0xff});
    const auto framebuffer = create_framebuffer(*screen.device, buffer.framebuffer_info()).value();
    ASSERT_FALSE(screen.show(framebuffer));
    EXPECT_EQ(fake_.shown_picture("/dev/dri/card2"), one_colour(screen.size(), 0xffffff));
}

TEST_F(FakeDrmTest, ReadsTheHullOfClipsWhereTheDriverMergesThem) {
    for (const bool merges : {false, true}) {
        fakes::Personality card = fakes::udl();
        card.merges_damage = merges;
        fake_.add_card("/dev/dri/card2", card);
        const Screen screen(faulty_, "/dev/dri/card2");
        const SharedBuffer buffer(*screen.device, screen.size(), format_xrgb8888);
        const auto framebuffer = create_framebuffer(*screen.device, buffer.memory.framebuffer_info()).value();
        ASSERT_FALSE(screen.show(framebuffer));
        const auto before = fake_.pixels_read("/dev/dri/card2");
        AtomicRequest request = screen.flip_request(framebuffer);
        request.set_damage(screen.pipeline, std::array{Rect{0, 0, 10, 10}, Rect{90, 10, 100, 20}});
        ASSERT_TRUE(request.commit_flip(1));
        EXPECT_EQ(fake_.pixels_read("/dev/dri/card2") - before, merges ? 2000U : 200U);
    }
}

TEST_F(FakeDrmTest, ShowsNothingAndSaysNothingWhereTheDriverMapsAfterTheCommit) {
    fake_.add_card("/dev/dri/card2", fakes::gud_of_6_1());
    const auto source = Device::open(faulty_, source_path);
    const Screen sink(faulty_, "/dev/dri/card2");
    const SharedBuffer buffer(*source, sink.size(), format_xrgb8888);
    buffer.fill(0xffffff);
    const auto framebuffer = import_framebuffer(*sink.device, buffer.dma_buf, sink.size(), 0, format_xrgb8888).value();
    fake_.set_kernel_mapping(source_path, false);
    EXPECT_FALSE(sink.show(framebuffer));
    EXPECT_TRUE(sink.flip_request(framebuffer).commit_flip(1));
    EXPECT_EQ(sink.wait_for_events().size(), 1U);
    EXPECT_EQ(fake_.shown_picture("/dev/dri/card2"), one_colour(sink.size(), 0));
    fake_.set_kernel_mapping(source_path, true);
    EXPECT_TRUE(sink.flip_request(framebuffer).commit_flip(2));
    EXPECT_EQ(fake_.shown_picture("/dev/dri/card2"), one_colour(sink.size(), 0xffffff));
}

TEST_F(FakeDrmTest, LosesColoursOnCirrusWhereALineIsTooLong) {
    for (const auto& [width, pixel] : {std::pair{1280U, 0x123456U}, std::pair{1600U, through_rgb565(0x123456)}}) {
        fakes::Personality card = fakes::cirrus();
        card.modes = {fakes::make_mode({width, 900}, true)};
        fake_.add_card("/dev/dri/card2", card);
        const Screen screen(faulty_, "/dev/dri/card2");
        const SharedBuffer buffer(*screen.device, screen.size(), format_xrgb8888);
        buffer.fill(0x123456);
        const auto framebuffer = create_framebuffer(*screen.device, buffer.memory.framebuffer_info()).value();
        ASSERT_FALSE(screen.show(framebuffer));
        EXPECT_EQ(fake_.shown_picture("/dev/dri/card2"), one_colour(screen.size(), pixel)) << width;
    }
}

TEST_F(FakeDrmTest, SendsNothingForASetCrtcThatChangesNothingOnALegacyCard) {
    fake_.add_card("/dev/dri/card2", fakes::legacy());
    const Screen screen(faulty_, "/dev/dri/card2", Atomic::unused);
    const SharedBuffer buffer(*screen.device, screen.size(), format_xrgb8888);
    buffer.fill(0);
    const auto framebuffer = create_framebuffer(*screen.device, buffer.memory.framebuffer_info()).value();
    const CrtcConfig config{screen.pipeline.crtc.id, screen.pipeline.connector.id, framebuffer.id(), screen.mode};
    ASSERT_FALSE(fake_.set_crtc(screen.device->fd(), config));
    buffer.fill(0xffffff);
    ASSERT_FALSE(fake_.set_crtc(screen.device->fd(), config));
    EXPECT_EQ(fake_.shown_picture("/dev/dri/card2"), one_colour(screen.size(), 0));
    ASSERT_TRUE(mark_dirty(*screen.device, framebuffer, std::array{Rect{1, 1, 3, 3}}));
    EXPECT_EQ(fake_.shown_picture("/dev/dri/card2").at(2, 2), 0xffffffU) << "of the shown one, what is dirty";
    EXPECT_EQ(fake_.shown_picture("/dev/dri/card2").at(3, 3), 0U);
}

TEST_F(FakeDrmTest, RunsOutOfMemoryAndGetsItBack) {
    const auto device = Device::open(faulty_, source_path);
    fake_.set_memory_limit(source_path, 64 * 64 * 4);
    {
        const auto first = DumbBuffer::create(*device, {64, 64}, format_xrgb8888);
        ASSERT_TRUE(first);
        EXPECT_EQ(DumbBuffer::create(*device, {1, 1}, format_xrgb8888).error().error.value(), ENOMEM);
    }
    EXPECT_TRUE(DumbBuffer::create(*device, {64, 64}, format_xrgb8888));
}

TEST_F(FakeDrmTest, PlugsInANewCardAtTheSamePath) {
    const auto old = Device::open(faulty_, sink_path);
    fake_.unplug(sink_path);
    EXPECT_EQ(faulty_.open_card(sink_path).error().value(), ENOENT);
    fake_.add_card(sink_path, fakes::gud());
    EXPECT_EQ(Device::open(faulty_, sink_path)->driver(), "gud");
    EXPECT_EQ(old->become_master().value(), ENODEV);
}

}  // namespace
}  // namespace kmsmirror::kms
