// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <system_error>
#include <vector>

#include "base/result.h"
#include "base/unique_fd.h"
#include "kms/drm_values.h"

namespace kmsmirror::kms {

// The one seam to the kernel: every libdrm, ioctl and mmap call that the daemon makes on a card or a dma-buf.
// Implementations: LibdrmApi (the kernel), FakeDrm (a model of it, for tests), FaultyDrm (fails a chosen call).
//
// Errors are positive errno values in std::generic_category, whatever convention libdrm has for that call.
// Thread-safe as the kernel is: one fd may be used by one thread at a time, several fds by several threads.
// All strings and arrays are copied out, so that no libdrm structure can outlive its call.
class DrmApi {
public:
    virtual ~DrmApi() = default;

    // Cards. The first opener of a card without a master becomes its master.
    virtual Result<UniqueFd> open_card(const std::string& path) = 0;
    // Ends what open_card() began; nothing uses the card any more.
    virtual void close_card(UniqueFd /*fd*/) {}
    virtual Result<std::string> get_driver_name(int fd) = 0;
    virtual Result<std::uint64_t> get_cap(int fd, std::uint64_t capability) = 0;
    virtual std::error_code set_client_cap(int fd, std::uint64_t capability, std::uint64_t value) = 0;
    virtual std::error_code set_master(int fd) = 0;
    virtual std::error_code drop_master(int fd) = 0;

    // Objects. get_connector() probes the display when `probe` is true, which may take long.
    virtual Result<CardResources> get_resources(int fd) = 0;
    virtual Result<ConnectorInfo> get_connector(int fd, std::uint32_t connector_id, bool probe) = 0;
    virtual Result<EncoderInfo> get_encoder(int fd, std::uint32_t encoder_id) = 0;
    virtual Result<std::vector<std::uint32_t>> get_planes(int fd) = 0;
    virtual Result<PlaneInfo> get_plane(int fd, std::uint32_t plane_id) = 0;
    virtual Result<std::vector<PropertyInfo>> get_properties(int fd, std::uint32_t object_id,
                                                             std::uint32_t object_type) = 0;
    virtual Result<std::vector<std::byte>> get_blob(int fd, std::uint32_t blob_id) = 0;
    virtual Result<std::uint32_t> create_blob(int fd, std::span<const std::byte> data) = 0;
    virtual std::error_code destroy_blob(int fd, std::uint32_t blob_id) = 0;

    // Buffers.
    virtual Result<DumbInfo> create_dumb(int fd, std::uint32_t width, std::uint32_t height, std::uint32_t bpp) = 0;
    virtual std::error_code destroy_dumb(int fd, std::uint32_t handle) = 0;
    virtual Result<std::uint64_t> map_dumb(int fd, std::uint32_t handle) = 0;
    virtual Result<UniqueFd> prime_handle_to_fd(int fd, std::uint32_t handle, bool writable) = 0;
    virtual Result<std::uint32_t> prime_fd_to_handle(int fd, int dma_buf) = 0;
    virtual std::error_code close_gem_handle(int fd, std::uint32_t handle) = 0;
    virtual Result<std::uint32_t> add_framebuffer(int fd, const FramebufferInfo& info) = 0;
    virtual std::error_code remove_framebuffer(int fd, std::uint32_t framebuffer_id) = 0;
    // GETFB2. `handle` is a new one; 0 for who is neither master nor privileged.
    virtual Result<FramebufferInfo> get_framebuffer(int fd, std::uint32_t framebuffer_id) = 0;

    // Memory: `fd` is a card (with the offset of map_dumb) or a dma-buf (offset 0, whole buffer).
    virtual Result<void*> map(int fd, std::uint64_t offset, std::size_t size, bool writable) = 0;
    virtual void unmap(void* address, std::size_t size) = 0;
    // DMA_BUF_IOCTL_SYNC with `flags` DMA_BUF_SYNC_*; EINTR and EAGAIN are repeated inside.
    virtual std::error_code sync_dma_buf(int dma_buf, std::uint64_t flags) = 0;

    // libgbm: a buffer for scanout with linear layout. destroy_gbm_buffer() frees what `token` names.
    virtual Result<GbmBufferInfo> create_gbm_buffer(int fd, std::uint32_t width, std::uint32_t height,
                                                    std::uint32_t format) = 0;
    virtual void destroy_gbm_buffer(int fd, std::uint64_t token) = 0;

    // Cleared memory from a dma-heap such as /dev/dma_heap/linux,cma, as a dma-buf.
    virtual Result<UniqueFd> allocate_from_heap(const std::string& heap_path, std::uint64_t bytes) = 0;

    // Commits. `flags` are DRM_MODE_ATOMIC_* and DRM_MODE_PAGE_FLIP_EVENT; `user_data` comes back in the event.
    virtual std::error_code commit_atomic(int fd, std::span<const PropertyAssignment> assignments, std::uint32_t flags,
                                          std::uint64_t user_data) = 0;
    // What cards without atomic mode setting understand; with it, all cards do. Only page_flip() sends an event: the
    // other two return when the display has the picture. A framebuffer that is on no plane is marked dirty without an
    // error and without effect.
    virtual std::error_code set_crtc(int fd, const CrtcConfig& config) = 0;
    virtual std::error_code page_flip(int fd, std::uint32_t crtc_id, std::uint32_t framebuffer_id,
                                      std::uint64_t user_data) = 0;
    // No clips: all of it. The kernel takes up to 256.
    virtual std::error_code dirty_framebuffer(int fd, std::uint32_t framebuffer_id, std::span<const Rect> clips) = 0;
    // Reads the events that are there; empty when there is none. The card's fd is readable when there are some.
    virtual Result<std::vector<FlipEvent>> read_events(int fd) = 0;
};

}  // namespace kmsmirror::kms
