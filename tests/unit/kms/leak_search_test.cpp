// SPDX-License-Identifier: MIT
#include <array>

#include "kms_test.h"

namespace kmsmirror::kms {
namespace {

using fakes::SharedBuffer;

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
