// SPDX-License-Identifier: MIT
#include <fcntl.h>
#include <linux/dma-buf.h>
#include <linux/dma-heap.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <xf86drm.h>

#include <utility>

#include "kms/gbm_device.h"
#include "kms/libdrm_api.h"
#include "kms/libdrm_call.h"

namespace kmsmirror::kms {

// Flags stay 0: no kernel has any, and some may come to warn about others.
Result<DumbInfo> LibdrmApi::create_dumb(int fd, std::uint32_t width, std::uint32_t height, std::uint32_t bpp) {
    drm_mode_create_dumb request{};
    request.width = width;
    request.height = height;
    request.bpp = bpp;
    if (const auto error = call_ioctl(fd, DRM_IOCTL_MODE_CREATE_DUMB, request))
        return tl::unexpected(error);
    return DumbInfo{request.handle, request.pitch, request.size};
}

std::error_code LibdrmApi::destroy_dumb(int fd, std::uint32_t handle) {
    drm_mode_destroy_dumb request{handle};
    return call_ioctl(fd, DRM_IOCTL_MODE_DESTROY_DUMB, request);
}

Result<std::uint64_t> LibdrmApi::map_dumb(int fd, std::uint32_t handle) {
    drm_mode_map_dumb request{};
    request.handle = handle;
    if (const auto error = call_ioctl(fd, DRM_IOCTL_MODE_MAP_DUMB, request))
        return tl::unexpected(error);
    return request.offset;
}

Result<UniqueFd> LibdrmApi::prime_handle_to_fd(int fd, std::uint32_t handle, bool writable) {
    drm_prime_handle request{handle, DRM_CLOEXEC, -1};
    if (writable)
        request.flags |= DRM_RDWR;
    if (const auto error = call_ioctl(fd, DRM_IOCTL_PRIME_HANDLE_TO_FD, request))
        return tl::unexpected(error);
    return UniqueFd(request.fd);
}

Result<std::uint32_t> LibdrmApi::prime_fd_to_handle(int fd, int dma_buf) {
    drm_prime_handle request{0, 0, dma_buf};
    if (const auto error = call_ioctl(fd, DRM_IOCTL_PRIME_FD_TO_HANDLE, request))
        return tl::unexpected(error);
    return request.handle;
}

std::error_code LibdrmApi::close_gem_handle(int fd, std::uint32_t handle) {
    drm_gem_close request{handle, 0};
    return call_ioctl(fd, DRM_IOCTL_GEM_CLOSE, request);
}

Result<std::uint32_t> LibdrmApi::add_framebuffer(int fd, const FramebufferInfo& info) {
    drm_mode_fb_cmd2 request{};
    request.width = info.size.width;
    request.height = info.size.height;
    request.pixel_format = info.format;
    request.handles[0] = info.handle;
    request.pitches[0] = info.pitch;
    request.offsets[0] = info.offset;
    if (const auto error = call_ioctl(fd, DRM_IOCTL_MODE_ADDFB2, request))
        return tl::unexpected(error);
    return request.fb_id;
}

std::error_code LibdrmApi::remove_framebuffer(int fd, std::uint32_t framebuffer_id) {
    if (leaves_pictures_)
        return {};
    return call_ioctl(fd, DRM_IOCTL_MODE_RMFB, framebuffer_id);
}

Result<FramebufferInfo> LibdrmApi::get_framebuffer(int fd, std::uint32_t framebuffer_id) {
    drm_mode_fb_cmd2 request{};
    request.fb_id = framebuffer_id;
    if (const auto error = call_ioctl(fd, DRM_IOCTL_MODE_GETFB2, request))
        return tl::unexpected(error);
    return FramebufferInfo{.size = {request.width, request.height},
                           .format = request.pixel_format,
                           .handle = request.handles[0],
                           .pitch = request.pitches[0],
                           .offset = request.offsets[0]};
}

Result<void*> LibdrmApi::map(int fd, std::uint64_t offset, std::size_t size, bool writable) {
    void* const address = ::mmap(nullptr, size, writable ? PROT_READ | PROT_WRITE : PROT_READ, MAP_SHARED, fd,
                                 static_cast<off_t>(offset));
    if (address == MAP_FAILED)
        return failure();
    return address;
}

void LibdrmApi::unmap(void* address, std::size_t size) {
    ::munmap(address, size);
}

std::error_code LibdrmApi::sync_dma_buf(int dma_buf, std::uint64_t flags) {
    dma_buf_sync request{flags};
    while (::ioctl(dma_buf, DMA_BUF_IOCTL_SYNC, &request) != 0) {
        if (errno != EINTR && errno != EAGAIN)
            return errno_error();
    }
    return {};
}

Result<GbmBufferInfo> LibdrmApi::create_gbm_buffer(int fd, std::uint32_t width, std::uint32_t height,
                                                   std::uint32_t format) {
    const std::lock_guard lock(gbm_mutex_);
    auto found = gbm_devices_.find(fd);
    if (found == gbm_devices_.end()) {
        auto device = open_gbm_device(fd);
        if (!device)
            return tl::unexpected(device.error());
        found = gbm_devices_.emplace(fd, std::move(*device)).first;
    }
    auto buffer = found->second->create_buffer(width, height, format);
    if (found->second->buffer_count() == 0)
        gbm_devices_.erase(found);
    return buffer;
}

void LibdrmApi::destroy_gbm_buffer(int fd, std::uint64_t token) {
    const std::lock_guard lock(gbm_mutex_);
    const auto found = gbm_devices_.find(fd);
    if (found == gbm_devices_.end())
        return;
    found->second->destroy_buffer(token);
    // With its last buffer, because the fd's number may soon name another card.
    if (found->second->buffer_count() == 0)
        gbm_devices_.erase(found);
}

Result<UniqueFd> LibdrmApi::allocate_from_heap(const std::string& heap_path, std::uint64_t bytes) {
    const UniqueFd heap(::open(heap_path.c_str(), O_RDONLY | O_CLOEXEC));
    if (!heap)
        return tl::unexpected(errno_error());
    dma_heap_allocation_data request{};
    request.len = bytes;
    request.fd_flags = O_RDWR | O_CLOEXEC;
    if (::ioctl(heap.get(), DMA_HEAP_IOCTL_ALLOC, &request) != 0)
        return tl::unexpected(errno_error());
    return UniqueFd(static_cast<int>(request.fd));
}

}  // namespace kmsmirror::kms
