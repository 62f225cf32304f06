// SPDX-License-Identifier: MIT
#include "kms/buffer_allocator.h"
#include "kms_test.h"

namespace kmsmirror::kms {
namespace {

using fakes::Call;
using fakes::SharedBuffer;

class Ownership : public KmsTest {
protected:
    Ownership() : device_(Device::open(faulty_, source_path)) {}
    void TearDown() override {
        device_.reset();
        KmsTest::TearDown();
    }

    // Two objects of a kind: moves and assigns them every way, and expects two to be freed in the end, each once.
    template <class T>
    void expect_freed_once(T first, T second, Call free) {
        faulty_.reset_counts();
        {
            T moved(std::move(first));
            EXPECT_EQ(calls(free), 0U);
            moved = std::move(second);
            EXPECT_EQ(calls(free), 1U) << "assignment frees the old one";
            T& same = moved;
            moved = std::move(same);
            EXPECT_EQ(calls(free), 1U) << "assignment to itself frees nothing";
            T empty;
            empty = std::move(moved);
            moved = T();
            EXPECT_EQ(calls(free), 1U) << "what was moved from owns nothing";
        }
        EXPECT_EQ(calls(free), 2U);
    }

    std::unique_ptr<Device> device_;
};

TEST_F(Ownership, OfABlobEndsOnce) {
    const std::array<std::byte, 4> data{};
    expect_freed_once(create_blob(*device_, data).value(), create_blob(*device_, data).value(), Call::destroy_blob);
}

TEST_F(Ownership, OfADumbBufferEndsOnce) {
    expect_freed_once(DumbBuffer::create(*device_, {64, 64}, format_xrgb8888).value(),
                      DumbBuffer::create(*device_, {64, 64}, format_rgb565).value(), Call::destroy_dumb);
}

TEST_F(Ownership, OfAFramebufferEndsOnce) {
    const SharedBuffer buffer(*device_, {64, 64}, format_xrgb8888);
    const FramebufferInfo info = buffer.memory.framebuffer_info();
    expect_freed_once(create_framebuffer(*device_, info).value(), create_framebuffer(*device_, info).value(),
                      Call::remove_framebuffer);
}

TEST_F(Ownership, OfAMappingEndsOnce) {
    const SharedBuffer buffer(*device_, {64, 64}, format_xrgb8888);
    expect_freed_once(buffer.memory.map().value(), buffer.dma_buf.map(faulty_, true).value(), Call::unmap);
}

TEST_F(Ownership, OfAGbmBufferEndsOnce) {
    expect_freed_once(GbmBuffer::create(*device_, {64, 64}, format_xrgb8888).value(),
                      GbmBuffer::create(*device_, {64, 64}, format_xrgb8888).value(), Call::destroy_gbm_buffer);
}

TEST_F(Ownership, OfACpuAccessEndsOnce) {
    const SharedBuffer buffer(*device_, {64, 64}, format_xrgb8888);
    {
        auto access = CpuAccess::begin(faulty_, buffer.dma_buf, CpuAccess::Mode::write).value();
        CpuAccess moved(std::move(access));
        EXPECT_EQ(calls(Call::sync_dma_buf), 1U);
        moved = CpuAccess::begin(faulty_, buffer.dma_buf, CpuAccess::Mode::read).value();
        EXPECT_EQ(calls(Call::sync_dma_buf), 3U) << "assignment ends the old one";
    }
    EXPECT_EQ(calls(Call::sync_dma_buf), 4U);
}

TEST_F(Ownership, OfADmaBufIsShared) {
    DmaBuf copy;
    {
        const SharedBuffer buffer(*device_, {64, 64}, format_xrgb8888);
        copy = buffer.dma_buf;
        EXPECT_EQ(copy.fd(), buffer.dma_buf.fd());
    }
    EXPECT_TRUE(copy.map(faulty_, false)) << "the memory lives as long as its dma-buf";
}

TEST_F(Ownership, OfAScanoutBufferIsThatOfAllItsParts) {
    DumbAllocator dumb(*device_);
    GbmAllocator gbm(*device_);
    for (BufferAllocator* const allocator : std::initializer_list<BufferAllocator*>{&dumb, &gbm}) {
        auto buffer = allocator->allocate({160, 120}, format_rgb565);
        ASSERT_TRUE(buffer) << allocator->name();
        EXPECT_EQ(buffer->layout().pitch, 320U);
        EXPECT_EQ(buffer->layout().modifier, modifier_linear);
        EXPECT_EQ(buffer->framebuffer().size(), (Size{160, 120}));
        const auto region = buffer->map(faulty_);
        ASSERT_TRUE(region);
        EXPECT_EQ(region->bytes().size(), buffer->layout().bytes);
        const auto moved = std::move(*buffer);
        EXPECT_TRUE(moved.framebuffer());
    }
}

TEST_F(Ownership, OfMemoryDoesNotNeedItsHandle) {
    DumbAllocator dumb(*device_);
    GbmAllocator gbm(*device_);
    for (BufferAllocator* const allocator : std::initializer_list<BufferAllocator*>{&dumb, &gbm}) {
        auto buffer = allocator->allocate({64, 64}, format_xrgb8888).value();
        const auto region = buffer.map(faulty_);
        ASSERT_TRUE(region);
        buffer.drop_handle();
        for (int time = 0; time < 2; ++time)
            EXPECT_TRUE(import_framebuffer(*device_, buffer.dma_buf(), {64, 64}, 0, format_xrgb8888));
    }
}

TEST_F(Ownership, EndsQuietlyAfterAnUnplug) {
    const SharedBuffer buffer(*device_, {64, 64}, format_xrgb8888);
    const auto framebuffer = create_framebuffer(*device_, buffer.memory.framebuffer_info());
    const auto blob = create_blob(*device_, std::array<std::byte, 4>{});
    const auto gbm = GbmBuffer::create(*device_, {64, 64}, format_xrgb8888);
    const auto region = buffer.memory.map();
    ASSERT_TRUE(framebuffer && blob && gbm && region);
    fake_.unplug(source_path);
}

}  // namespace
}  // namespace kmsmirror::kms
