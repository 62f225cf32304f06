// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <vector>

namespace kmsmirror::source {

// Where each scanout buffer is. A buffer goes free -> queued -> flipping -> on screen -> leaving -> free. It leaves
// when the next one is on screen, and is free again when no sink reads it any more. Sinks hold what they read. A buffer
// that was retired is gone where it would have become free.
//
// Buffers are offered by the daemon or attached by the client. Each has a number, which is its own until it is gone.
// The client says an index instead, of which there are few: that names a buffer only as long as the client may speak of
// it. So the next client, or the same with its next buffer, may use an index while a buffer that had it before is on
// screen.
//
// Pure bookkeeping, no calls.
class BufferBook {
public:
    // Of offered buffers: 0 to one less (KMSMIRROR_FRAME_MAX_BUFFERS). Those of attached buffers lie behind.
    static constexpr std::uint32_t offered_indices = 16;

    explicit BufferBook(std::size_t count);

    // A new buffer to be offered, free. Returns its number: the lowest that is not in use. Its index is the lowest that
    // names none; when all do, one of a retired buffer that the client has not given back.
    std::uint32_t add();
    // A retired buffer that is on screen already. The client knows nothing of it.
    std::uint32_t add_on_screen();
    // A buffer of the client, free, by an index that names none. Returns its number. It is never among free_buffers();
    // detach() or drop_client() ends it.
    std::uint32_t add_attached(std::uint32_t index);
    [[nodiscard]] bool is_attached(std::uint32_t number) const noexcept;

    // Which buffer the client means.
    [[nodiscard]] std::optional<std::uint32_t> find(std::uint32_t index) const noexcept;
    // How the client calls a buffer, if it may speak of it.
    [[nodiscard]] std::optional<std::uint32_t> index_of(std::uint32_t number) const noexcept;

    // No frame is to be drawn into the buffer any more. It stays until it has left, or, if it is free, until detach()
    // or drop_client(): the client may be drawing.
    void retire(std::uint32_t number) noexcept;
    // The client gives a buffer back, one that it attached or a retired one. Returns its number if it is gone at once,
    // because it was free. Else it goes where it would have become free; an attached one is released then.
    std::optional<std::uint32_t> detach(std::uint32_t index) noexcept;
    // There is no client, or not any more: what only a client draws into ends, and no index names it any more. Returns
    // the numbers of what is gone at once; the others go when they have left.
    [[nodiscard]] std::vector<std::uint32_t> drop_client();

    // A frame that the client has drawn is taken from retired buffers too.
    [[nodiscard]] bool is_free(std::uint32_t number) const noexcept;
    // Without the retired and the attached ones.
    [[nodiscard]] std::vector<std::uint32_t> free_buffers() const;

    // Only for a free buffer.
    void queue(std::uint32_t number);
    // The buffer to flip to now: the oldest queued one, unless a flip is under way.
    [[nodiscard]] std::optional<std::uint32_t> begin_flip();
    // The buffer on screen, to flip to it once more, unless a flip is under way.
    [[nodiscard]] std::optional<std::uint32_t> begin_same_flip();
    // The flip is done. Returns the buffer that is on screen now.
    std::uint32_t end_flip();
    [[nodiscard]] bool is_flipping() const noexcept { return flipping_.has_value(); }

    void hold(std::uint32_t number) noexcept { ++entries_[number].holds; }
    void unhold(std::uint32_t number) noexcept { --entries_[number].holds; }

    struct Collected {
        std::vector<std::uint32_t> released;  // indices: the client owns these again
        std::vector<std::uint32_t> gone;      // numbers: nobody uses these any more
    };
    // Frees the buffers that have left and that nobody holds, and says which.
    [[nodiscard]] Collected collect();
    // Whether the client waits for a buffer because sinks hold what has left: none of that kind is free. One that is
    // free is the client's already, also one that it attached, and those of the other kind are no help: a client that
    // brought its own memory has nothing in the daemon's.
    [[nodiscard]] bool is_starved() const noexcept;
    // Frees what has left, of the kinds that are starved, although it is held, and says which. The sink that reads it
    // may then show parts of a newer frame; it repairs itself, because the damage of that newer frame covers what was
    // drawn.
    [[nodiscard]] Collected collect_held();

private:
    enum class Place { none, free, in_use, leaving };
    enum class Kind { offered, attached };
    struct Entry {
        Place place = Place::none;
        Kind kind = Kind::offered;
        int holds = 0;
        bool retired = false;
        std::optional<std::uint32_t> index;
    };
    std::uint32_t add(Entry entry);
    [[nodiscard]] std::optional<std::uint32_t> take_index() noexcept;
    [[nodiscard]] bool is_starved(Kind kind) const noexcept;
    void free_or_drop(std::uint32_t number, Collected& collected);

    std::vector<Entry> entries_;  // by number
    std::deque<std::uint32_t> queued_;
    std::optional<std::uint32_t> flipping_;
    std::optional<std::uint32_t> on_screen_;
};

}  // namespace kmsmirror::source
