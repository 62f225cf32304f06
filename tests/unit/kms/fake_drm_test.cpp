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

// One thing left behind, in a world of its own.
std::vector<std::string> leaks_after(void (*leave_behind)(DrmApi& api, int fd), bool close_card) {
    fakes::FakeDrm fake;
    fake.add_card(source_path, fakes::pl111());
    UniqueFd card = fake.open_card(source_path).value().fd;
    leave_behind(fake, card.get());
    if (close_card)
        card.reset();
    return fake.leaks();
}

void leave_nothing(DrmApi& /*api*/, int /*fd*/) {}
void leave_a_handle(DrmApi& api, int fd) {
    ASSERT_TRUE(api.create_dumb(fd, 64, 64, 32));
}
void leave_a_blob(DrmApi& api, int fd) {
    ASSERT_TRUE(api.create_blob(fd, std::array<std::byte, 4>{}));
}
void leave_a_gbm_buffer(DrmApi& api, int fd) {
    ASSERT_TRUE(api.create_gbm_buffer(fd, 64, 64, format_xrgb8888));
}
void leave_a_framebuffer(DrmApi& api, int fd) {
    const auto info = api.create_dumb(fd, 64, 64, 32).value();
    ASSERT_TRUE(api.add_framebuffer(fd, {{64, 64}, format_xrgb8888, info.handle, info.pitch, 0}));
    ASSERT_FALSE(api.destroy_dumb(fd, info.handle));
}
void close_a_handle_twice(DrmApi& api, int fd) {
    const auto info = api.create_dumb(fd, 64, 64, 32).value();
    ASSERT_FALSE(api.destroy_dumb(fd, info.handle));
    EXPECT_EQ(api.close_gem_handle(fd, info.handle).value(), EINVAL);
}

TEST(LeakSearch, FindsWhatWasLeftBehind) {
    EXPECT_TRUE(leaks_after(leave_nothing, true).empty());
    EXPECT_EQ(leaks_after(leave_nothing, false).size(), 1U) << "the card's fd";
    for (const auto leave_behind : {leave_a_handle, leave_a_blob, leave_a_framebuffer, close_a_handle_twice}) {
        EXPECT_EQ(leaks_after(leave_behind, true).size(), 1U);
        EXPECT_EQ(leaks_after(leave_behind, false).size(), 2U);
    }
    EXPECT_EQ(leaks_after(leave_a_gbm_buffer, true).size(), 2U) << "the buffer and its handle";
}

TEST(LeakSearch, TakesTheSearchForHandlesOfAProgramBeforeForNoDoubleClose) {
    fakes::FakeDrm fake;
    fake.add_card(source_path, fakes::pl111());
    fake.keep_cards();
    static_cast<void>(fake.open_card(source_path));
    fake.leave_pictures(false);
    OpenedCard card = fake.open_card(source_path).value();
    ASSERT_TRUE(card.is_taken_over);
    EXPECT_EQ(fake.close_gem_handle(card.fd.get(), 1).value(), EINVAL);
    close_a_handle_twice(fake, card.fd.get());
    fake.close_card(std::move(card.fd));
    EXPECT_EQ(fake.leaks().size(), 1U) << "but what is closed after something was made";
}

TEST(LeakSearch, FindsACardThatIsKeptForNobody) {
    fakes::FakeDrm fake;
    fake.add_card(source_path, fakes::pl111());
    fake.keep_cards();
    static_cast<void>(fake.open_card(source_path));
    EXPECT_EQ(fake.leaks().size(), 1U);
    EXPECT_FALSE(fake.open_card(source_path).value().is_taken_over) << "only what a program before has left is given";
}

TEST(LeakSearch, FindsMemoryThatIsStillInUse) {
    fakes::FakeDrm fake;
    fake.add_card(source_path, fakes::pl111());
    auto device = Device::open(fake, source_path);
    auto buffer = std::make_unique<SharedBuffer>(*device, Size{64, 64}, format_xrgb8888);
    const DmaBuf dma_buf = buffer->dma_buf;
    const auto region = buffer->memory.map().value();
    auto access = CpuAccess::begin(fake, dma_buf, CpuAccess::Mode::read);
    buffer.reset();
    device.reset();
    EXPECT_EQ(fake.leaks().size(), 3U) << "dma-buf fd, mapping, CPU access";
}

}  // namespace
}  // namespace kmsmirror::kms
