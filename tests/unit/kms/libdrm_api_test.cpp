// SPDX-License-Identifier: MIT
#include "kms/libdrm_api.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <linux/dma-buf.h>
#include <sys/mman.h>
#include <xf86drm.h>
#include <xf86drmMode.h>

#include <array>
#include <utility>
#include <vector>

namespace kmsmirror::kms {
namespace {

// What the kernel says to every call on something that is no card: libdrm's two conventions must not show.
void expect_errno_everywhere(int fd, int expected) {
    LibdrmApi api;
    const auto is = [expected](const std::error_code& error) {
        return error == std::error_code(expected, std::generic_category());
    };
    const std::array<std::byte, 4> data{};
    const std::array<PropertyAssignment, 1> assignment{{{1, 2, 3}}};
    EXPECT_TRUE(is(api.get_driver_name(fd).error()));
    EXPECT_TRUE(is(api.get_cap(fd, DRM_CAP_PRIME).error()));
    EXPECT_TRUE(is(api.set_client_cap(fd, DRM_CLIENT_CAP_ATOMIC, 1)));
    EXPECT_TRUE(is(api.set_master(fd)));
    EXPECT_TRUE(is(api.drop_master(fd)));
    EXPECT_TRUE(is(api.get_resources(fd).error()));
    EXPECT_TRUE(is(api.get_connector(fd, 1, true).error()));
    EXPECT_TRUE(is(api.get_connector(fd, 1, false).error()));
    EXPECT_TRUE(is(api.get_encoder(fd, 1).error()));
    EXPECT_TRUE(is(api.get_planes(fd).error()));
    EXPECT_TRUE(is(api.get_plane(fd, 1).error()));
    EXPECT_TRUE(is(api.get_properties(fd, 1, DRM_MODE_OBJECT_PLANE).error()));
    EXPECT_TRUE(is(api.get_blob(fd, 1).error()));
    EXPECT_TRUE(is(api.create_blob(fd, data).error()));
    EXPECT_TRUE(is(api.destroy_blob(fd, 1)));
    EXPECT_TRUE(is(api.create_dumb(fd, 64, 64, 32).error()));
    EXPECT_TRUE(is(api.destroy_dumb(fd, 1)));
    EXPECT_TRUE(is(api.map_dumb(fd, 1).error()));
    EXPECT_TRUE(is(api.prime_handle_to_fd(fd, 1, true).error()));
    EXPECT_TRUE(is(api.prime_fd_to_handle(fd, fd).error()));
    EXPECT_TRUE(is(api.close_gem_handle(fd, 1)));
    EXPECT_TRUE(is(api.add_framebuffer(fd, {.size = {64, 64}, .format = 1, .handle = 1, .pitch = 256}).error()));
    EXPECT_TRUE(is(api.remove_framebuffer(fd, 1)));
    EXPECT_TRUE(is(api.sync_dma_buf(fd, DMA_BUF_SYNC_START | DMA_BUF_SYNC_READ)));
    EXPECT_TRUE(is(api.commit_atomic(fd, assignment, 0, 0)));
    EXPECT_TRUE(is(api.set_crtc(fd, {1, 1, 1, ModeInfo{}})));
    EXPECT_TRUE(is(api.page_flip(fd, 1, 1, 1)));
    EXPECT_TRUE(is(api.dirty_framebuffer(fd, 1, std::array<Rect, 1>{{{0, 0, 1, 1}}})));
}

TEST(LibdrmApi, SaysEbadfForABadFd) {
    expect_errno_everywhere(-1, EBADF);
    LibdrmApi api;
    EXPECT_EQ(api.map(-1, 0, 4096, true).error().value(), EBADF);
    EXPECT_EQ(api.read_events(-1).error().value(), EBADF);
}

TEST(LibdrmApi, SaysEnottyForAFileThatIsNoCard) {
    const UniqueFd file(::open("/dev/null", O_RDWR | O_CLOEXEC));
    expect_errno_everywhere(file.get(), ENOTTY);
}

TEST(LibdrmApi, SaysWhyACardCannotBeOpened) {
    LibdrmApi api;
    EXPECT_EQ(api.open_card("/dev/dri/no-such-card").error().value(), ENOENT);
}

// Remembers what it was told, by fd.
class RememberingKeeper final : public CardKeeper {
public:
    UniqueFd take(const std::string& /*path*/) override { return std::exchange(left_, UniqueFd()); }
    void keep(const std::string& /*path*/, int fd) override { kept_.push_back(fd); }
    void forget(int fd) override { std::erase(kept_, fd); }

    UniqueFd left_;
    std::vector<int> kept_;
};

TEST(LibdrmApi, HasACardKeptUntilItIsClosed) {
    RememberingKeeper keeper;
    LibdrmApi api(&keeper);
    OpenedCard card = api.open_card("/dev/null").value();
    EXPECT_FALSE(card.is_taken_over);
    EXPECT_EQ(keeper.kept_, std::vector{card.fd.get()});
    api.close_card(std::move(card.fd));
    EXPECT_TRUE(keeper.kept_.empty());
}

TEST(LibdrmApi, SaysThatACardComesFromAProcessBefore) {
    RememberingKeeper keeper;
    LibdrmApi api(&keeper);
    keeper.left_.reset(::open("/dev/null", O_RDWR | O_CLOEXEC));
    OpenedCard card = api.open_card("/dev/null").value();
    EXPECT_TRUE(card.is_taken_over);
    EXPECT_TRUE(keeper.kept_.empty()) << "it is kept already";
    api.close_card(std::move(card.fd));
}

TEST(LibdrmApi, LeavesTheKeepersCardsAloneWhilePicturesAreLeft) {
    RememberingKeeper keeper;
    LibdrmApi api(&keeper);
    OpenedCard card = api.open_card("/dev/null").value();
    api.leave_pictures();
    api.close_card(std::move(card.fd));
    EXPECT_EQ(keeper.kept_.size(), 1U);
}

TEST(LibdrmApi, RefusesAnEmptyCommit) {
    LibdrmApi api;
    EXPECT_EQ(api.commit_atomic(-1, {}, 0, 0).value(), EINVAL);
}

TEST(LibdrmApi, NeverReturnsMapFailed) {
    LibdrmApi api;
    const auto address = api.map(-1, 0, 4096, false);
    ASSERT_FALSE(address);
    EXPECT_EQ(address.error().category(), std::generic_category());
}

// drm_read() puts events into a file that is read as any other.
class EventFile {
public:
    EventFile() : fd_(::memfd_create("events", MFD_CLOEXEC)) {}
    void append(const void* data, std::size_t size) const {
        ASSERT_EQ(::pwrite(fd_.get(), data, size, ::lseek(fd_.get(), 0, SEEK_END)), static_cast<ssize_t>(size));
    }
    [[nodiscard]] std::vector<FlipEvent> read() const {
        LibdrmApi api;
        ::lseek(fd_.get(), 0, SEEK_SET);
        return api.read_events(fd_.get()).value();
    }

private:
    UniqueFd fd_;
};

TEST(LibdrmApi, ReadsFlipsAndSkipsOtherEvents) {
    const EventFile file;
    drm_event_vblank event{};
    event.base = {DRM_EVENT_VBLANK, sizeof(event)};
    file.append(&event, sizeof(event));
    event.base.type = DRM_EVENT_FLIP_COMPLETE;
    event.user_data = 0xfedc'ba98'7654'3210;
    event.tv_sec = 3;
    event.tv_usec = 4;
    event.sequence = 5;
    event.crtc_id = 6;
    file.append(&event, sizeof(event));
    const auto events = file.read();
    ASSERT_EQ(events.size(), 1U);
    EXPECT_EQ(events[0].user_data, 0xfedc'ba98'7654'3210);
    EXPECT_EQ(events[0].time_us, 3'000'004U);
    EXPECT_EQ(events[0].sequence, 5U);
    EXPECT_EQ(events[0].crtc_id, 6U);
}

TEST(LibdrmApi, StopsAtAnEventOfImpossibleLength) {
    const EventFile file;
    const drm_event zero{DRM_EVENT_FLIP_COMPLETE, 0};
    file.append(&zero, sizeof(zero));
    EXPECT_TRUE(file.read().empty());
}

TEST(LibdrmApi, HasNoEventsWhereNoneCame) {
    LibdrmApi api;
    std::array<int, 2> ends{};
    ASSERT_EQ(::pipe2(ends.data(), O_CLOEXEC | O_NONBLOCK), 0);
    const UniqueFd reader(ends[0]);
    const UniqueFd writer(ends[1]);
    EXPECT_TRUE(api.read_events(reader.get())->empty());
}

}  // namespace
}  // namespace kmsmirror::kms
