// SPDX-License-Identifier: MIT
#pragma once

#include <condition_variable>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "fakes/personality.h"
#include "fakes/picture.h"
#include "kms/drm_api.h"

namespace kmsmirror::fakes {

struct Card;
struct File;
struct Handle;
struct Memory;
struct PendingCommit;

// A model of several cards that refuses what the kernel refuses, with its errors, and shows what displays would show.
// Buffers are real memory (memfds), the fds of cards become readable as real ones do, dma-bufs can be mapped.
// Thread-safe. Outlives all fds, mappings and buffers that came from it.
class FakeDrm final : public kms::DrmApi {
public:
    FakeDrm();
    ~FakeDrm() override;
    FakeDrm(const FakeDrm&) = delete;
    FakeDrm& operator=(const FakeDrm&) = delete;

    // The world around the daemon. `path` always is a path given to add_card().
    void add_card(const std::string& path, Personality personality);
    // From now on all calls on the card's open fds fail with ENODEV; add_card() with the same path plugs in a new one.
    void unplug(const std::string& path);
    void set_connected(const std::string& path, bool connected);
    // Takes the kernel's mapping of the card's dumb buffers away, as the switch of the VM's kernel: sinks that import
    // one fail to read it when they next map it, with `error`.
    void set_kernel_mapping(const std::string& path, bool mapped, int error = ENOMEM);
    // Whether there is a contiguous dma-heap at this path. Its buffers are mapped on demand.
    void set_heap(const std::string& path, bool exists);
    void set_foreign_master(const std::string& path, bool is_master);
    // What CREATE_DUMB may still hand out, in bytes; ENOMEM beyond.
    void set_memory_limit(const std::string& path, std::uint64_t bytes);

    // From now on the fds of cards are kept beside the program's, and given to who opens the card next. While pictures
    // are left, as when the program ends, no framebuffer is removed and no card forgotten.
    void keep_cards();
    void leave_pictures(bool leave);

    // A slow display: commits stay under way until complete(), which says whether there was one.
    void hold_completions(const std::string& path, bool hold);
    bool complete(const std::string& path);
    [[nodiscard]] bool is_busy(const std::string& path);
    // A display that hangs: commits do not return while this is set.
    void set_hung(const std::string& path, bool hung);

    // Empty while the display is off. Of an unplugged card: the last picture.
    [[nodiscard]] Picture shown_picture(const std::string& path);
    // Commits that changed the display; TEST_ONLY and failed ones do not count.
    [[nodiscard]] std::uint64_t commit_count(const std::string& path);
    [[nodiscard]] std::uint64_t modeset_count(const std::string& path);
    // Pixels that the display has read from framebuffers.
    [[nodiscard]] std::uint64_t pixels_read(const std::string& path);
    // How often sinks mapped a buffer of this card in the kernel.
    [[nodiscard]] std::uint64_t kernel_mappings(const std::string& path);

    // What is not given back: card and dma-buf fds, GEM handles, framebuffers, blobs, mappings, CPU accesses, gbm
    // buffers; with them what was still there when its card was closed. libdrm's structures need no accounting:
    // none crosses DrmApi, and ASan watches LibdrmApi's.
    [[nodiscard]] std::vector<std::string> leaks();
    // Fails the running gtest with leaks().
    void verify_no_leaks();

    Result<UniqueFd> open_card(const std::string& path) override;
    void close_card(UniqueFd fd) override;
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
    struct World;

    // Makes a commit that was checked, however it was asked for.
    std::error_code apply(std::unique_lock<std::mutex>& lock, const std::shared_ptr<Card>& card, PendingCommit commit,
                          bool nonblocking);

    std::mutex mutex_;  // guards all of world_
    std::condition_variable unhung_;
    std::unique_ptr<World> world_;
};

}  // namespace kmsmirror::fakes
