// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <limits>
#include <map>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "kms/drm_api.h"

namespace kmsmirror::fakes {

// The calls of DrmApi, by their names there.
enum class Call {
    open_card,
    get_driver_name,
    get_cap,
    set_client_cap,
    set_master,
    drop_master,
    get_resources,
    get_connector,
    get_encoder,
    get_planes,
    get_plane,
    get_properties,
    get_blob,
    create_blob,
    destroy_blob,
    create_dumb,
    destroy_dumb,
    map_dumb,
    prime_handle_to_fd,
    prime_fd_to_handle,
    close_gem_handle,
    add_framebuffer,
    remove_framebuffer,
    get_framebuffer,
    map,
    unmap,
    sync_dma_buf,
    create_gbm_buffer,
    destroy_gbm_buffer,
    allocate_from_heap,
    commit_atomic,
    set_crtc,
    page_flip,
    dirty_framebuffer,
    read_events
};

// Passes calls on to another DrmApi, counts them, and fails those that a test chose instead of passing them on.
// Thread-safe. unmap and destroy_gbm_buffer return nothing and are only counted.
class FaultyDrm final : public kms::DrmApi {
public:
    static constexpr unsigned always = std::numeric_limits<unsigned>::max();

    explicit FaultyDrm(kms::DrmApi& next) : next_(next) {}

    // Fails the nth call of that kind from now on (1 = the next), and `count` - 1 after it. `path` restricts it to
    // calls on that card; calls on a dma-buf belong to no card.
    void fail(Call call, unsigned nth, int error, unsigned count = 1, const std::string& path = {});
    // Drops all faults that are left.
    void heal();
    // Calls so far, failed ones too; on one card, or all when `path` is empty.
    [[nodiscard]] std::uint64_t calls(Call call, const std::string& path = {});
    void reset_counts();

    Result<UniqueFd> open_card(const std::string& path) override;
    void close_card(UniqueFd fd) override { next_.close_card(std::move(fd)); }
    Result<std::string> get_driver_name(int fd) override;
    Result<std::uint64_t> get_cap(int fd, std::uint64_t capability) override;
    std::error_code set_client_cap(int fd, std::uint64_t capability, std::uint64_t value) override;
    std::error_code set_master(int fd) override;
    std::error_code drop_master(int fd) override;
    Result<kms::CardResources> get_resources(int fd) override;
    Result<kms::ConnectorInfo> get_connector(int fd, std::uint32_t connector_id, bool probe) override;
    Result<kms::EncoderInfo> get_encoder(int fd, std::uint32_t encoder_id) override;
    Result<std::vector<std::uint32_t>> get_planes(int fd) override;
    Result<kms::PlaneInfo> get_plane(int fd, std::uint32_t plane_id) override;
    Result<std::vector<kms::PropertyInfo>> get_properties(int fd, std::uint32_t object_id,
                                                          std::uint32_t object_type) override;
    Result<std::vector<std::byte>> get_blob(int fd, std::uint32_t blob_id) override;
    Result<std::uint32_t> create_blob(int fd, std::span<const std::byte> data) override;
    std::error_code destroy_blob(int fd, std::uint32_t blob_id) override;
    Result<kms::DumbInfo> create_dumb(int fd, std::uint32_t width, std::uint32_t height, std::uint32_t bpp) override;
    std::error_code destroy_dumb(int fd, std::uint32_t handle) override;
    Result<std::uint64_t> map_dumb(int fd, std::uint32_t handle) override;
    Result<UniqueFd> prime_handle_to_fd(int fd, std::uint32_t handle, bool writable) override;
    Result<std::uint32_t> prime_fd_to_handle(int fd, int dma_buf) override;
    std::error_code close_gem_handle(int fd, std::uint32_t handle) override;
    Result<std::uint32_t> add_framebuffer(int fd, const kms::FramebufferInfo& info) override;
    std::error_code remove_framebuffer(int fd, std::uint32_t framebuffer_id) override;
    Result<kms::FramebufferInfo> get_framebuffer(int fd, std::uint32_t framebuffer_id) override;
    Result<void*> map(int fd, std::uint64_t offset, std::size_t size, bool writable) override;
    void unmap(void* address, std::size_t size) override;
    std::error_code sync_dma_buf(int dma_buf, std::uint64_t flags) override;
    Result<kms::GbmBufferInfo> create_gbm_buffer(int fd, std::uint32_t width, std::uint32_t height,
                                                 std::uint32_t format) override;
    void destroy_gbm_buffer(int fd, std::uint64_t token) override;
    Result<UniqueFd> allocate_from_heap(const std::string& heap_path, std::uint64_t bytes) override;
    std::error_code commit_atomic(int fd, std::span<const kms::PropertyAssignment> assignments, std::uint32_t flags,
                                  std::uint64_t user_data) override;
    std::error_code set_crtc(int fd, const kms::CrtcConfig& config) override;
    std::error_code page_flip(int fd, std::uint32_t crtc_id, std::uint32_t framebuffer_id,
                              std::uint64_t user_data) override;
    std::error_code dirty_framebuffer(int fd, std::uint32_t framebuffer_id, std::span<const Rect> clips) override;
    Result<std::vector<kms::FlipEvent>> read_events(int fd) override;

private:
    struct Fault {
        Call call;
        std::string path;
        unsigned skip;
        unsigned count;
        int error;
    };
    using FileKey = std::pair<std::uint64_t, std::uint64_t>;  // device and inode

    [[nodiscard]] static FileKey key_of(int fd);
    std::error_code check(Call call, const std::string& path);
    std::error_code check(Call call, int fd);

    kms::DrmApi& next_;
    std::mutex mutex_;  // guards all below
    std::map<FileKey, std::string> paths_;
    std::map<std::pair<Call, std::string>, std::uint64_t> counts_;
    std::vector<Fault> faults_;
};

}  // namespace kmsmirror::fakes
