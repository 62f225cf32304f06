// SPDX-License-Identifier: MIT
#include <gmock/gmock.h>

#include <algorithm>
#include <chrono>
#include <cstring>
#include <vector>

#include "engine/world.h"
#include "kms/format.h"
#include "kms/mapped_region.h"

namespace kmsmirror::tests {
namespace {

using fakes::Call;

// Buffers that the client brings along.
class Attached : public World {
protected:
    static constexpr std::uint32_t index = 16;
    static constexpr std::uint32_t pitch = fakes::preferred_size.width * 4;
    static constexpr const char* heap = "/dev/dma_heap/linux,cma";

    Attached() {
        start_with_two_displays();
        fake_.set_heap(heap, true);
    }
    // One of that colour, attached.
    tl::expected<session::Attachment, std::string> attach(std::uint32_t colour, std::uint32_t at = index) {
        auto memory = fake_.allocate_from_heap(heap, std::uint64_t{pitch} * fakes::preferred_size.height);
        if (!memory)
            throw std::system_error(memory.error());
        auto mapping =
            kms::map_region(fake_, memory->get(), 0, std::uint64_t{pitch} * fakes::preferred_size.height, true);
        std::vector<std::uint32_t> pixels(fakes::preferred_pixels, colour);
        std::memcpy(mapping->bytes().data(), pixels.data(), mapping->bytes().size());
        session::AttachedBuffer buffer;
        buffer.index = at;
        buffer.size = fakes::preferred_size;
        buffer.format = kms::format_xrgb8888;
        buffer.pitch = pitch;
        buffer.bytes = std::uint64_t{pitch} * fakes::preferred_size.height;
        buffer.exporter = "linux,cma";
        buffer.dma_buf = std::move(*memory);
        return engine_->attach(std::move(buffer));
    }
    void present() {
        engine_->present({index, 99, {rect_of(fakes::preferred_size)}});
        ASSERT_TRUE(all_settle());
    }
};

TEST_F(Attached, IsScannedOutAndMirrored) {
    const auto attachment = attach(0x123456);
    ASSERT_TRUE(attachment) << attachment.error();
    EXPECT_FALSE(attachment->is_copied);
    present();
    EXPECT_EQ(fake_.shown_picture(soc_card).at(50, 50), 0x123456U);
    EXPECT_EQ(fake_.shown_picture(card("right")).at(50, 50), 0x123456U);
    EXPECT_EQ(status("right").path, "prime");
}

TEST_F(Attached, IsCopiedToSinksThatCannotReadIt) {
    ASSERT_TRUE(attach(0x123456));
    fake_.set_heap(heap, true);
    drm_.fail(Call::commit_atomic, 1, ENOMEM, 1, card("right"));
    present();
    EXPECT_EQ(fake_.shown_picture(card("right")).at(50, 50), 0x123456U);
    EXPECT_EQ(status("right").path, "copy");
    EXPECT_EQ(times_replaced_, 0) << "other memory of the daemon would not help";
}

TEST_F(Attached, ComesBackAndGoesWhenItIsDetached) {
    ASSERT_TRUE(attach(0x123456));
    present();
    engine_->detach(index);
    const auto removed = drm_.calls(Call::remove_framebuffer, soc_card);
    draw_everything();
    ASSERT_TRUE(all_settle());
    EXPECT_TRUE(shows_the_source("right"));
    EXPECT_EQ(drm_.calls(Call::remove_framebuffer, soc_card), removed + 1);
    ASSERT_TRUE(attach(0x654321)) << "the number is free again";
    engine_->detach(index);
}

TEST_F(Attached, StaysOnADisplayThatTakesNoOtherWhenItIsDetached) {
    ASSERT_TRUE(attach(0x123456));
    present();
    drm_.fail(Call::commit_atomic, 1, EINVAL, fakes::FaultyDrm::always, soc_card);
    draw_everything();
    scheduler_.advance(std::chrono::milliseconds(16));
    ASSERT_TRUE(all_settle());
    engine_->detach(index);
    EXPECT_EQ(fake_.shown_picture(soc_card).at(50, 50), 0x123456U);
    drm_.heal();
    draw_everything();
    ASSERT_TRUE(all_settle());
    EXPECT_TRUE(the_source_shows_its_picture());
}

// The same with a look at what comes back to the client.
class AttachedReleases : public Attached {
protected:
    [[nodiscard]] bool is_released(std::uint32_t buffer) const { return std::ranges::count(released_, buffer) > 0; }

private:
    void buffer_released(std::uint32_t buffer) override { released_.push_back(buffer); }

    std::vector<std::uint32_t> released_;
};

TEST_F(AttachedReleases, ComesBackFromASlowDisplayThoughBuffersOfTheDaemonAreFree) {
    ASSERT_TRUE(attach(0x123456));
    ASSERT_TRUE(attach(0x654321, index + 1));
    fake_.hold_completions(card("left"), true);
    engine_->present({index, 1, {rect_of(fakes::preferred_size)}});
    ASSERT_TRUE(settles("right"));
    ASSERT_TRUE(run_until([this] { return fake_.is_busy(card("left")); }));
    engine_->present({index + 1, 2, {rect_of(fakes::preferred_size)}});
    ASSERT_TRUE(settles("right"));
    EXPECT_FALSE(is_released(index)) << "the slow display reads it";
    EXPECT_TRUE(run_until([this] {
        scheduler_.advance(std::chrono::milliseconds(20));
        return is_released(index);
    }));
    fake_.hold_completions(card("left"), false);
    fake_.complete(card("left"));
    ASSERT_TRUE(all_settle());
    EXPECT_EQ(fake_.shown_picture(card("left")).at(50, 50) & 0xf8fcf8, 0x654321U & 0xf8fcf8) << "udl sends RGB565";
}

TEST_F(AttachedReleases, StaysOnTheDisplayWhenTheNextClientAttachesByTheSameIndex) {
    config::Config config;
    config.source.background.kind = config::Background::Kind::last;
    engine_->configure(config);
    ASSERT_TRUE(attach(0x123456));
    present();
    engine_->detach(index);
    engine_->client_left();
    connect_client();
    ASSERT_TRUE(attach(0x654321));
    ASSERT_TRUE(all_settle());
    EXPECT_EQ(fake_.shown_picture(soc_card).at(50, 50), 0x123456U);
    present();
    EXPECT_EQ(fake_.shown_picture(soc_card).at(50, 50), 0x654321U);
    EXPECT_EQ(fake_.shown_picture(card("right")).at(50, 50), 0x654321U);
    EXPECT_FALSE(is_released(index)) << "what left the display is the former client's";
}

TEST_F(Attached, IsRefusedWhenTheDisplayCannotTakeIt) {
    drm_.fail(Call::prime_fd_to_handle, 1, EINVAL, 1, soc_card);
    const auto attachment = attach(0);
    ASSERT_FALSE(attachment);
    EXPECT_THAT(attachment.error(), ::testing::HasSubstr("PRIME_FD_TO_HANDLE"));
    draw_everything();
    ASSERT_TRUE(all_settle());
    EXPECT_TRUE(shows_the_source("left"));
}

}  // namespace
}  // namespace kmsmirror::tests
