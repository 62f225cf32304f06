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
    // Of the first connector, for the next probe.
    void set_connected(const std::string& path, bool connected);
    void set_status(const std::string& path, kms::ConnectorStatus status);
    // What another master has left: a connector on a CRTC that is on, by their numbers; a cursor on the first CRTC;
    // all of Personality::further_properties.
    void leave_route(const std::string& path, std::uint32_t connector, std::uint32_t crtc);
    void leave_cursor(const std::string& path);
    void leave_properties(const std::string& path);
    // Takes the kernel's mapping of the card's buffers away, old ones too, as where the kernel maps on demand and has
    // no room: sinks that import one fail to read it when they next map it, with `error`.
    void set_kernel_mapping(const std::string& path, bool mapped, int error = ENOMEM);
    // The same as a kernel does that decides when a buffer is allocated: only for buffers that are allocated from now
    // on, and as long as each of them lives.
    void set_kernel_mapping_of_new_buffers(const std::string& path, bool mapped, int error = ENOMEM);
    // Whether there is a contiguous dma-heap at this path. Its buffers are mapped on demand.
    void set_heap(const std::string& path, bool exists);
    void set_foreign_master(const std::string& path, bool is_master);
    // What CREATE_DUMB may still hand out, in bytes; ENOMEM beyond.
    void set_memory_limit(const std::string& path, std::uint64_t bytes);

    // From now on the fds of cards are kept beside the program's, as the service manager's store does: one for each
    // opening, until close_card(). While pictures are left, as when the program ends, no framebuffer is removed and no
    // card forgotten; what is kept when that is over is what a program before has left, and is given once to who opens
    // the card.
    void keep_cards();
    void leave_pictures(bool leave);

    // A slow display: commits stay under way until complete(), which says whether there was one.
    void hold_completions(const std::string& path, bool hold);
    bool complete(const std::string& path);
    [[nodiscard]] bool is_busy(const std::string& path);
    // A display that hangs: commits and probes do not return while this is set.
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

#define DRM_CALL(result, name, parameters, ...) result name parameters override;
#include "kms/drm_calls.inc"

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
