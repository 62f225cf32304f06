// SPDX-License-Identifier: MIT
#include <fcntl.h>
#include <linux/dma-buf.h>

#include <array>
#include <memory>

#include "contract/bench.h"
#include "fakes/screen.h"
#include "kms/format.h"

namespace kmsmirror::contract {

namespace {

using fakes::Screen;
using fakes::SharedBuffer;
using kms::format_xrgb8888;

// virtio_gpu_user_framebuffer_create() does what the others leave to drm_gem_fb_init_with_funcs().
bool has_own_framebuffers(const Traits& traits) {
    return traits.driver == "virtio_gpu";
}

// exynos_user_fb_create() leaves it to the first commit, by drm_atomic_plane_check().
bool checks_formats_at_commit(const Traits& traits) {
    return traits.driver == "exynos";
}

int add_error(const Screen& screen, const kms::FramebufferInfo& info) {
    const auto framebuffer = kms::create_framebuffer(*screen.device, info);
    EXPECT_TRUE(framebuffer || framebuffer.error().call == "ADDFB2");
    return framebuffer ? 0 : framebuffer.error().error.value();
}

void refuses_framebuffers_that_do_not_fit(Bench& bench) {
    const Screen screen(bench.api(), bench.card());
    const SharedBuffer buffer(*screen.device, screen.size(), format_xrgb8888);
    const kms::FramebufferInfo good = buffer.memory.framebuffer_info();
    EXPECT_EQ(add_error(screen, good), 0);

    kms::FramebufferInfo bad = good;
    bad.pitch = good.size.width * 4 - 4;
    EXPECT_EQ(add_error(screen, bad), EINVAL) << "pitch too small";
    bad = good;
    bad.offset = static_cast<std::uint32_t>(buffer.memory.bytes());
    EXPECT_EQ(add_error(screen, bad), EINVAL) << "beyond the end of the object";
    bad = good;
    bad.size.width = screen.device->resources().max.width + 1;
    bad.pitch = bad.size.width * 4;
    EXPECT_EQ(add_error(screen, bad), EINVAL) << "wider than the card's limit";
    bad = good;
    bad.size.height = 0;
    EXPECT_EQ(add_error(screen, bad), EINVAL) << "no height";
    bad = good;
    bad.handle = 4711;
    EXPECT_EQ(add_error(screen, bad), ENOENT) << "no such handle";
    bad = good;
    bad.handle = 0;
    EXPECT_EQ(add_error(screen, bad), EINVAL) << "no handle";
    bad = good;
    bad.pitch = 0x8000'0000;
    EXPECT_EQ(add_error(screen, bad), ERANGE) << "larger than 32 bits count";
}

void refuses_formats_that_no_plane_has(Bench& bench) {
    const Screen screen(bench.api(), bench.card());
    const SharedBuffer buffer(*screen.device, screen.size(), format_xrgb8888);
    kms::FramebufferInfo info = buffer.memory.framebuffer_info();
    info.format = kms::fourcc('A', 'B', '4', 'H');  // DRM_FORMAT_ABGR16161616F
    info.size.width /= 2;
    EXPECT_EQ(add_error(screen, info), EINVAL);
    info.format = kms::fourcc('?', '?', '?', '?');
    EXPECT_EQ(add_error(screen, info), EINVAL);
}

void refuses_formats_only_at_a_commit(Bench& bench) {
    const Screen screen(bench.api(), bench.card());
    const SharedBuffer buffer(*screen.device, screen.size(), format_xrgb8888);
    kms::FramebufferInfo info = buffer.memory.framebuffer_info();
    info.format = kms::fourcc('X', 'R', '3', '0');  // DRM_FORMAT_XRGB2101010
    EXPECT_FALSE(screen.pipeline.plane.supports(info.format));
    const auto framebuffer = kms::create_framebuffer(*screen.device, info);
    ASSERT_TRUE(framebuffer);
    EXPECT_EQ(fakes::error_of(screen.enable_request(*framebuffer).test_modeset()).value(), EINVAL);
    EXPECT_EQ(screen.show(*framebuffer).value(), EINVAL);
    info.format = kms::fourcc('?', '?', '?', '?');
    EXPECT_EQ(add_error(screen, info), EINVAL) << "nobody knows it";
}

void refuses_framebuffers_in_its_own_way(Bench& bench) {
    const Screen screen(bench.api(), bench.card());
    const SharedBuffer buffer(*screen.device, screen.size(), format_xrgb8888);
    kms::FramebufferInfo bad = buffer.memory.framebuffer_info();
    bad.format = kms::format_rgb565;
    EXPECT_EQ(add_error(screen, bad), ENOENT);
    bad = buffer.memory.framebuffer_info();
    bad.handle = 4711;
    EXPECT_EQ(add_error(screen, bad), EINVAL);
}

void shares_memory_through_a_dma_buf(Bench& bench) {
    const Screen screen(bench.api(), bench.card());
    const SharedBuffer buffer(*screen.device, {64, 64}, format_xrgb8888);
    buffer.fill(0x123456);
    const auto region = buffer.dma_buf.map(bench.api(), false);
    ASSERT_TRUE(region);
    ASSERT_EQ(region->bytes().size(), buffer.memory.bytes());
    const auto access = kms::CpuAccess::begin(bench.api(), buffer.dma_buf, kms::CpuAccess::Mode::read);
    ASSERT_TRUE(access);
    EXPECT_EQ(region->bytes()[0], std::byte{0x56});
    EXPECT_EQ(region->bytes()[1], std::byte{0x34});
    EXPECT_EQ(region->bytes()[2], std::byte{0x12});
}

void maps_a_read_only_dma_buf_only_for_reading(Bench& bench) {
    const Screen screen(bench.api(), bench.card());
    const auto memory = kms::DumbBuffer::create(*screen.device, {64, 64}, format_xrgb8888).value();
    const auto read_only = memory.export_dma_buf(false);
    ASSERT_TRUE(read_only);
    EXPECT_TRUE(read_only->map(bench.api(), false));
    const auto writable = read_only->map(bench.api(), true);
    ASSERT_FALSE(writable);
    EXPECT_EQ(writable.error().call, "MMAP");
    EXPECT_EQ(writable.error().error.value(), EACCES);
}

// drm_gem_prime_handle_to_dmabuf() gives out the dma-buf that is there already, whatever is asked for.
void keeps_the_access_of_the_first_export(Bench& bench) {
    const Screen screen(bench.api(), bench.card());
    const auto memory = kms::DumbBuffer::create(*screen.device, {64, 64}, format_xrgb8888).value();
    const auto first = memory.export_dma_buf(true);
    const auto second = memory.export_dma_buf(false);
    ASSERT_TRUE(first && second);
    EXPECT_TRUE(second->map(bench.api(), true));
}

void refuses_to_sync_with_unknown_flags(Bench& bench) {
    const Screen screen(bench.api(), bench.card());
    const SharedBuffer buffer(*screen.device, {64, 64}, format_xrgb8888);
    EXPECT_EQ(bench.api().sync_dma_buf(buffer.dma_buf.fd(), std::uint64_t{1} << 40).value(), EINVAL);
    EXPECT_EQ(bench.api().sync_dma_buf(-1, DMA_BUF_SYNC_READ).value(), EBADF);
}

void says_what_it_does_not_know(Bench& bench) {
    const Screen screen(bench.api(), bench.card());
    kms::DrmApi& api = bench.api();
    const int fd = screen.device->fd();
    EXPECT_EQ(api.map_dumb(fd, 4711).error().value(), ENOENT);
    EXPECT_EQ(api.prime_handle_to_fd(fd, 4711, true).error().value(), ENOENT);
    EXPECT_EQ(api.prime_fd_to_handle(fd, -1).error().value(), EBADF);
    EXPECT_EQ(api.prime_fd_to_handle(fd, fd).error().value(), EINVAL);
    EXPECT_EQ(api.remove_framebuffer(fd, 0x7fff'ffff).value(), ENOENT);
    EXPECT_EQ(api.destroy_blob(fd, 0x7fff'ffff).value(), ENOENT);
    EXPECT_EQ(api.get_blob(fd, 0x7fff'ffff).error().value(), ENOENT);
    EXPECT_EQ(api.create_blob(fd, {}).error().value(), EINVAL);
    EXPECT_EQ(api.create_dumb(fd, 0, 64, 32).error().value(), EINVAL);
    EXPECT_EQ(api.get_connector(fd, 0x7fff'ffff, false).error().value(), ENOENT);
    EXPECT_EQ(api.get_plane(fd, 0x7fff'ffff).error().value(), ENOENT);
}

void has_one_master_at_a_time(Bench& bench) {
    const Screen first(bench.api(), bench.card());
    const Screen second(bench.api(), bench.card());
    EXPECT_EQ(second.device->become_master().value(), EBUSY);
    EXPECT_EQ(second.device->drop_master().value(), EINVAL);
    EXPECT_FALSE(first.device->drop_master());
    EXPECT_FALSE(second.device->become_master());
}

// The keeper of an opening may still have it open.
void lets_go_of_its_master(Bench& bench) {
    auto first = std::make_unique<Screen>(bench.api(), bench.card());
    const UniqueFd keeper(::fcntl(first->device->fd(), F_DUPFD_CLOEXEC, 0));
    first.reset();
    EXPECT_FALSE(Screen(bench.api(), bench.card()).device->become_master());
}

// What kms::OpenCard builds upon where it looks for what a killed process has left.
void gives_out_the_smallest_free_handle(Bench& bench) {
    const Screen screen(bench.api(), bench.card());
    kms::DrmApi& api = bench.api();
    const int fd = screen.device->fd();
    for (const std::uint32_t expected : {1U, 2U, 3U})
        EXPECT_EQ(api.create_dumb(fd, 64, 64, 32).value().handle, expected);
    EXPECT_FALSE(api.close_gem_handle(fd, 2));
    EXPECT_EQ(api.create_dumb(fd, 64, 64, 32).value().handle, 2U);
    for (const std::uint32_t handle : {1U, 2U, 3U})
        EXPECT_FALSE(api.close_gem_handle(fd, handle));
}

void gives_an_unplugged_card_no_call(Bench& bench) {
    Screen screen(bench.api(), bench.card());
    const SharedBuffer buffer(*screen.device, screen.size(), format_xrgb8888);
    const auto framebuffer = kms::create_framebuffer(*screen.device, buffer.memory.framebuffer_info());
    ASSERT_TRUE(framebuffer);
    bench.unplug();
    kms::DrmApi& api = bench.api();
    const int fd = screen.device->fd();
    EXPECT_EQ(screen.show(*framebuffer).value(), ENODEV);
    EXPECT_EQ(api.get_connector(fd, screen.connector.id, true).error().value(), ENODEV);
    EXPECT_EQ(api.create_dumb(fd, 64, 64, 32).error().value(), ENODEV);
    EXPECT_EQ(api.prime_fd_to_handle(fd, buffer.dma_buf.fd()).error().value(), ENODEV);
    EXPECT_EQ(api.remove_framebuffer(fd, framebuffer->id()).value(), ENODEV);
    EXPECT_EQ(api.destroy_blob(fd, screen.mode_blob.id()).value(), ENODEV);
    EXPECT_EQ(screen.device->become_master().value(), ENODEV);
    EXPECT_TRUE(screen.device->read_events()) << "events stay readable";
}

}  // namespace

std::span<const Case> buffer_cases() {
    static constexpr auto cases = std::to_array<Case>({
        {"RefusesFramebuffersThatDoNotFit", [](const Traits& traits) { return !has_own_framebuffers(traits); },
         refuses_framebuffers_that_do_not_fit},
        {"RefusesFormatsThatNoPlaneHas",
         [](const Traits& traits) { return !has_own_framebuffers(traits) && !checks_formats_at_commit(traits); },
         refuses_formats_that_no_plane_has},
        {"RefusesFormatsOnlyAtACommit", checks_formats_at_commit, refuses_formats_only_at_a_commit},
        {"RefusesFramebuffersInItsOwnWay", has_own_framebuffers, refuses_framebuffers_in_its_own_way},
        {"SharesMemoryThroughADmaBuf", always, shares_memory_through_a_dma_buf},
        {"MapsAReadOnlyDmaBufOnlyForReading", always, maps_a_read_only_dma_buf_only_for_reading},
        {"KeepsTheAccessOfTheFirstExport", always, keeps_the_access_of_the_first_export},
        {"RefusesToSyncWithUnknownFlags", always, refuses_to_sync_with_unknown_flags},
        {"SaysWhatItDoesNotKnow", always, says_what_it_does_not_know},
        {"HasOneMasterAtATime", always, has_one_master_at_a_time},
        {"LetsGoOfItsMaster", always, lets_go_of_its_master},
        {"GivesOutTheSmallestFreeHandle", always, gives_out_the_smallest_free_handle},
        {"GivesAnUnpluggedCardNoCall", [](const Traits& traits) { return traits.can_unplug; },
         gives_an_unplugged_card_no_call},
    });
    return cases;
}

}  // namespace kmsmirror::contract
