// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "base/result.h"
#include "base/unique_fd.h"
#include "fakes/fake_drm.h"
#include "fakes/fake_state.h"
#include "fakes/personality.h"
#include "fakes/picture.h"
#include "kms/drm_values.h"

// The state of FakeDrm. All of it is guarded by FakeDrm's mutex.
namespace kmsmirror::fakes {

using Bytes = std::vector<std::byte>;
using FileKey = std::pair<std::uint64_t, std::uint64_t>;  // device and inode: names a file whatever its fd's number

[[nodiscard]] std::optional<FileKey> key_of(int fd);

// Memory of a buffer: a memfd, mapped here for as long as it lives. Dma-buf fds are other openings of it.
struct Memory {
    Memory(std::shared_ptr<Card> owner, std::uint64_t bytes);
    Memory(const Memory&) = delete;
    Memory& operator=(const Memory&) = delete;
    ~Memory();
    [[nodiscard]] std::span<std::byte> bytes() const { return {address, static_cast<std::size_t>(size)}; }

    std::shared_ptr<Card> exporter;
    std::uint64_t size;
    UniqueFd fd;
    FileKey key;
    std::byte* address = nullptr;
    int cpu_accesses = 0;
    int mapping_error;                       // of mapping it in the kernel, as was decided when it was allocated
    std::optional<bool> is_export_writable;  // as the first export asked
};

struct Handle {
    std::shared_ptr<Memory> memory;
    bool is_dumb = false;  // made on this file, not imported
};

struct Framebuffer {
    kms::FramebufferInfo info;
    std::shared_ptr<Memory> memory;
    const File* owner = nullptr;
};

struct Blob {
    std::shared_ptr<const Bytes> bytes;
    const File* owner = nullptr;  // nullptr: the kernel
};

// A commit under way, until the display has taken it.
struct PendingCommit {
    ObjectStates objects;
    std::vector<Rect> clips;         // empty = everything
    std::weak_ptr<File> event_file;  // empty = no event wanted
    std::uint64_t user_data = 0;
    bool is_modeset = false;
    bool is_unreadable = false;  // the kernel has no mapping, and nobody was told
};

struct Card {
    std::string path;
    Personality personality;
    bool plugged = true;
    // Of the first connector, as it is and as of the last probe.
    kms::ConnectorStatus status = kms::ConnectorStatus::connected;
    kms::ConnectorStatus known_status = kms::ConnectorStatus::connected;
    bool hold_completions = false;
    bool hung = false;
    bool foreign_master = false;
    int mapping_error = 0;         // of mapping its buffers now
    int mapping_error_of_new = 0;  // for the life of those that are allocated now
    std::uint64_t memory_limit = UINT64_MAX;
    std::weak_ptr<File> master;

    std::uint32_t next_id = id::first_free;
    std::map<std::uint32_t, std::shared_ptr<const Framebuffer>> framebuffers;
    std::map<std::uint32_t, Blob> blobs;
    ObjectStates objects;
    DisplayState state;  // what is shown of the objects
    std::optional<PendingCommit> pending;

    Picture picture;  // of cards that do not scan out
    std::uint64_t commits = 0;
    std::uint64_t modesets = 0;
    std::uint64_t pixels_read = 0;
    std::uint64_t kernel_mappings = 0;
    std::uint32_t sequence = 0;

    [[nodiscard]] bool is_on() const { return state.active && state.mode && state.framebuffer; }
    [[nodiscard]] Picture read_shown_picture() const;
    [[nodiscard]] Picture read_picture_of_framebuffer() const;
    // Whether a line of that many XRGB8888 pixels loses colours on its way.
    [[nodiscard]] bool sends_rgb565(std::uint32_t width) const;
    // The display takes the pending commit: it reads the pixels and the event is sent.
    void finish_pending();
    // Whatever shows this framebuffer.
    void turn_off(const Framebuffer& framebuffer);
    void set_objects(ObjectStates changed);
    [[nodiscard]] std::uint32_t connector_count() const;
    // Of a connector's encoder: bit n for the nth CRTC.
    [[nodiscard]] std::uint32_t possible_crtcs(std::uint32_t connector) const;
};

// One opening of a card. The program holds one end of a socket pair, which is readable while there are events; this
// end tells when that one is closed.
struct File {
    std::shared_ptr<Card> card;
    UniqueFd our_end;
    FileKey key;
    bool universal_planes = false;
    bool atomic = false;
    std::map<std::uint32_t, Handle> handles;
    // Nothing was made on it since a program before has left it: that one's handles are looked for by trying numbers.
    bool is_as_left = false;
    std::deque<kms::FlipEvent> events;

    [[nodiscard]] bool is_closed() const;
    void send_event(const kms::FlipEvent& event);
    std::uint32_t add_handle(Handle handle);
    [[nodiscard]] const std::uint32_t* find_handle(const Memory& memory) const;
};

struct FakeDrm::World {
    struct Mapping {
        std::shared_ptr<Memory> memory;
        std::size_t size = 0;
        std::shared_ptr<Card> card = {};  // by whose file it was mapped; null = by a dma-buf
    };
    struct KeptCard {
        UniqueFd fd;
        bool is_left = false;  // by a program before this one
    };
    struct GbmBuffer {
        std::weak_ptr<File> file;
        std::uint32_t handle = 0;
    };

    std::map<std::string, std::shared_ptr<Card>> cards;  // the last one at each path
    std::map<std::string, std::shared_ptr<Card>> heaps;
    std::vector<std::shared_ptr<File>> files;
    std::vector<std::shared_ptr<Memory>> memories;
    std::map<void*, Mapping> mappings;
    std::map<std::uint64_t, GbmBuffer> gbm_buffers;
    std::uint64_t next_gbm_token = 1;
    bool keeps_cards = false;
    bool leaves_pictures = false;
    std::vector<KeptCard> kept_cards;
    std::vector<std::string> found_leaks;  // at the closing of cards, and misuse

    [[nodiscard]] Card& card(const std::string& path) const { return *cards.at(path); }
    // EBADF: no open card; ENODEV: unplugged.
    [[nodiscard]] Result<std::shared_ptr<File>> file(int fd) const;
    // For what only the card's master may do: also EACCES.
    [[nodiscard]] Result<std::shared_ptr<File>> master_file(int fd) const;
    // What a program before this one has left of the card, once.
    [[nodiscard]] std::optional<kms::OpenedCard> take_left(const Card& card);
    [[nodiscard]] std::shared_ptr<Memory> memory_of(int dma_buf) const;
    // Does what the kernel does when a card's last fd is closed.
    void close_files();
    void drop_unused_memory();
    [[nodiscard]] Result<std::shared_ptr<Memory>> allocate(const std::shared_ptr<Card>& exporter, std::uint64_t size);
    [[nodiscard]] Result<std::uint32_t> create_memory(const std::shared_ptr<File>& file, std::uint64_t size);
    // dma_buf_vmap(): asks the exporter only when nobody has a mapping yet. Returns an errno or 0.
    [[nodiscard]] int map_in_kernel(const Card& sink, const DisplayState& state) const;
    [[nodiscard]] int map_in_kernel(const Memory& memory) const;
    [[nodiscard]] bool is_mapped_in_kernel(const Memory& memory) const;
    void describe_file(const File& file, const std::string& what, std::vector<std::string>& leaks) const;
};

}  // namespace kmsmirror::fakes
