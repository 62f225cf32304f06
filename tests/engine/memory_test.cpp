// SPDX-License-Identifier: MIT
#include <cerrno>

#include "engine/world.h"
#include "kms/format.h"

namespace kmsmirror::tests {
namespace {

using namespace std::chrono_literals;
using fakes::Call;

constexpr std::uint64_t frame_bytes = std::uint64_t{fakes::preferred_pixels} * 4;

// The memory of frames: what it cannot do, where there is none, and who keeps it.
class FramesMemory : public World {
protected:
    static constexpr const char* contiguous_heap = "/dev/dma_heap/linux,cma";

    FramesMemory() {
        fake_.set_heap(contiguous_heap, true);
        start_with_two_displays();
    }
    void draw_frames(int count) {
        for (int frame = 0; frame < count; ++frame) {
            draw_something();
            ASSERT_TRUE(all_settle());
        }
    }
    // A frame in a buffer that the client has attached for it alone.
    void present_attached(std::uint32_t index) {
        session::AttachedBuffer buffer;
        buffer.index = index;
        buffer.size = fakes::preferred_size;
        buffer.format = kms::format_xrgb8888;
        buffer.pitch = fakes::preferred_size.width * 4;
        buffer.bytes = frame_bytes;
        buffer.dma_buf = fake_.allocate_from_heap(contiguous_heap, frame_bytes).value();
        ASSERT_TRUE(engine_->attach(std::move(buffer)));
        engine_->present({index, index, {rect_of(fakes::preferred_size)}});
        engine_->detach(index);
    }
};

TEST_F(FramesMemory, ThatCannotBeReadIsNoUnplugAndNoOtherMaster) {
    set("left", {.path = PathChoice::copy});
    draw_frames(2);
    for (const int error : {ENODEV, EACCES}) {
        drm_.fail(Call::sync_dma_buf, 1, error);
        draw_something();
        ASSERT_TRUE(run_until([this] { return status("left").state == "error"; })) << status("left").state;
        scheduler_.advance(1001ms);
        ASSERT_TRUE(all_settle()) << status("left").state;
        EXPECT_TRUE(shows_the_source("left"));
        draw_frames(1);
    }
}

TEST_F(FramesMemory, OfAClientSaysNothingOfTheDaemonsOwn) {
    drm_.fail(Call::prime_fd_to_handle, 1, EINVAL, 1, card("right"));
    present_attached(16);
    ASSERT_TRUE(all_settle());
    ASSERT_EQ(status("right").path, "copy");
    draw_everything();
    ASSERT_TRUE(all_settle());
    EXPECT_EQ(status("right").path, "prime");
    EXPECT_TRUE(shows_the_source("right"));
}

TEST_F(FramesMemory, OfAClientIsReadWhereTheDaemonsOwnCannotBe) {
    fake_.set_kernel_mapping(soc_card, false, EOPNOTSUPP);
    draw_frames(2);
    for (int round = 0; round < 3; ++round) {
        engine_->client_left();
        ASSERT_TRUE(all_settle());
        EXPECT_NE(status("left").path, "prime") << round << ": the background is in memory that cannot be read";
        connect_client();
        present_attached(16);
        ASSERT_TRUE(all_settle());
        rearm("left");
        rearm("right");
        EXPECT_TRUE(run_until([this] { return status("left").path == "prime" && status("right").path == "prime"; }))
            << round << ": " << status("left").path;
    }
}

TEST_F(FramesMemory, ThatIsNewWithEachFrameIsNotTriedWithEachFrame) {
    drm_.fail(Call::prime_fd_to_handle, 1, EINVAL, fakes::FaultyDrm::always, card("right"));
    const std::uint64_t before = drm_.calls(Call::prime_fd_to_handle, card("right"));
    for (std::uint32_t index = 16; index < 32; ++index) {
        present_attached(index);
        ASSERT_TRUE(all_settle());
    }
    EXPECT_LE(drm_.calls(Call::prime_fd_to_handle, card("right")), before + 3);
    EXPECT_EQ(status("right").path, "copy");
}

TEST_F(FramesMemory, ThatIsNewIsTriedWhereTheOldLeftADisplayDark) {
    set("right", {.path = PathChoice::prime});
    ASSERT_TRUE(all_settle());
    drm_.fail(Call::prime_fd_to_handle, 1, EINVAL, 1, card("right"));
    present_attached(16);
    ASSERT_TRUE(run_until([this] { return status("right").state == "error"; }));
    present_attached(17);
    EXPECT_TRUE(settles("right"));
    EXPECT_EQ(status("right").path, "prime");
}

TEST_F(FramesMemory, ThatIsNotToBeHadIsNotAskedForWithEachFrame) {
    unplug("right");
    fake_.set_kernel_mapping(soc_card, false);
    draw_something();
    ASSERT_TRUE(settles("left"));
    ASSERT_EQ(times_replaced_, 1) << "the buffers are on the heap";
    // Which nobody wants any more, but there are no others.
    drm_.fail(Call::create_dumb, 1, ENOMEM, fakes::FaultyDrm::always, soc_card);
    drm_.reset_counts();
    set("left", {.path = PathChoice::copy});
    for (int frame = 0; frame < 10; ++frame) {
        draw_something();
        ASSERT_TRUE(settles("left"));
    }
    EXPECT_EQ(drm_.calls(Call::create_dumb, soc_card), 1U);
    drm_.heal();
    scheduler_.advance(61s);
    draw_something();
    ASSERT_TRUE(settles("left"));
    EXPECT_EQ(times_replaced_, 2) << "it is asked for again by time";
}

TEST_F(FramesMemory, OfASourceThatWentIsNotKeptButForThePicture) {
    draw_frames(6);
    const hotplug::CardInfo soc{soc_card, "/sys/soc", "pl111", "soc", false};
    fake_.set_memory_limit(soc_card, 4 * frame_bytes);
    engine_->handle_card({hotplug::CardEvent::Kind::removed, soc});
    engine_->handle_card({hotplug::CardEvent::Kind::added, soc});
    EXPECT_TRUE(run_until([this] {
        scheduler_.advance(1s);
        return has_source();
    })) << "the displays have all of it, and never let go";
}

}  // namespace
}  // namespace kmsmirror::tests
