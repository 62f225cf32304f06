// SPDX-License-Identifier: MIT
#pragma once

#include <atomic>
#include <memory>
#include <mutex>
#include <unordered_map>

#include "kms/drm_api.h"

namespace kmsmirror::kms {

class GbmDevice;

// Keeps cards open beyond the life of this process, for the next one. Called from any thread.
class CardKeeper {
public:
    virtual ~CardKeeper() = default;
    // The card as the process before this one had it; none = it is to be opened.
    virtual UniqueFd take(const std::string& path) = 0;
    // Both borrow the fd for the call.
    virtual void keep(const std::string& path, int fd) = 0;
    virtual void forget(int fd) = 0;
};

// The kernel, through libdrm, ioctl(2), mmap(2) and libgbm. Thread-safe as DrmApi says.
// Owns one gbm_device for each card that asked for a gbm buffer, as long as it has one.
class LibdrmApi final : public DrmApi {
public:
    // `keeper`, if there is one, outlives it.
    explicit LibdrmApi(CardKeeper* keeper = nullptr);
    ~LibdrmApi() override;
    LibdrmApi(const LibdrmApi&) = delete;
    LibdrmApi& operator=(const LibdrmApi&) = delete;

    // From now on displays keep what they show, for as long as their cards are kept open: framebuffers are not removed,
    // and cards that are closed are not forgotten.
    void leave_pictures() noexcept { leaves_pictures_ = true; }

    Result<UniqueFd> open_card(const std::string& path) override;
    void close_card(UniqueFd fd) override;
    Result<std::string> get_driver_name(int fd) override;
    Result<std::uint64_t> get_cap(int fd, std::uint64_t capability) override;
    std::error_code set_client_cap(int fd, std::uint64_t capability, std::uint64_t value) override;
    std::error_code set_master(int fd) override;
    std::error_code drop_master(int fd) override;

    Result<CardResources> get_resources(int fd) override;
    Result<ConnectorInfo> get_connector(int fd, std::uint32_t connector_id, bool probe) override;
    Result<EncoderInfo> get_encoder(int fd, std::uint32_t encoder_id) override;
    Result<std::vector<std::uint32_t>> get_planes(int fd) override;
    Result<PlaneInfo> get_plane(int fd, std::uint32_t plane_id) override;
    Result<std::vector<PropertyInfo>> get_properties(int fd, std::uint32_t object_id,
                                                     std::uint32_t object_type) override;
    Result<std::vector<std::byte>> get_blob(int fd, std::uint32_t blob_id) override;
    Result<std::uint32_t> create_blob(int fd, std::span<const std::byte> data) override;
    std::error_code destroy_blob(int fd, std::uint32_t blob_id) override;

    Result<DumbInfo> create_dumb(int fd, std::uint32_t width, std::uint32_t height, std::uint32_t bpp) override;
    std::error_code destroy_dumb(int fd, std::uint32_t handle) override;
    Result<std::uint64_t> map_dumb(int fd, std::uint32_t handle) override;
    Result<UniqueFd> prime_handle_to_fd(int fd, std::uint32_t handle, bool writable) override;
    Result<std::uint32_t> prime_fd_to_handle(int fd, int dma_buf) override;
    std::error_code close_gem_handle(int fd, std::uint32_t handle) override;
    Result<std::uint32_t> add_framebuffer(int fd, const FramebufferInfo& info) override;
    std::error_code remove_framebuffer(int fd, std::uint32_t framebuffer_id) override;
    Result<FramebufferInfo> get_framebuffer(int fd, std::uint32_t framebuffer_id) override;

    Result<void*> map(int fd, std::uint64_t offset, std::size_t size, bool writable) override;
    void unmap(void* address, std::size_t size) override;
    std::error_code sync_dma_buf(int dma_buf, std::uint64_t flags) override;

    Result<GbmBufferInfo> create_gbm_buffer(int fd, std::uint32_t width, std::uint32_t height,
                                            std::uint32_t format) override;
    void destroy_gbm_buffer(int fd, std::uint64_t token) override;
    Result<UniqueFd> allocate_from_heap(const std::string& heap_path, std::uint64_t bytes) override;

    std::error_code commit_atomic(int fd, std::span<const PropertyAssignment> assignments, std::uint32_t flags,
                                  std::uint64_t user_data) override;
    std::error_code set_crtc(int fd, const CrtcConfig& config) override;
    std::error_code page_flip(int fd, std::uint32_t crtc_id, std::uint32_t framebuffer_id,
                              std::uint64_t user_data) override;
    std::error_code dirty_framebuffer(int fd, std::uint32_t framebuffer_id, std::span<const Rect> clips) override;
    Result<std::vector<FlipEvent>> read_events(int fd) override;

private:
    CardKeeper* keeper_;
    std::atomic<bool> leaves_pictures_ = false;
    std::mutex gbm_mutex_;                                             // guards gbm_devices_ and all calls of libgbm
    std::unordered_map<int, std::unique_ptr<GbmDevice>> gbm_devices_;  // by card fd
};

}  // namespace kmsmirror::kms
