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
// Pure bookkeeping, no calls.
class BufferBook {
public:
    explicit BufferBook(std::size_t count);

    // A new buffer, free. Returns its index: the lowest that is not in use.
    std::uint32_t add();
    // A retired buffer that is on screen already.
    std::uint32_t add_on_screen();
    // A buffer of the client, free, with an index of its choice. It is never among free_buffers(); drop() ends it.
    void add_attached(std::uint32_t index);
    [[nodiscard]] bool is_attached(std::uint32_t index) const noexcept;
    // No frame is to be drawn into the buffer any more. It stays until it has left, or, if it is free, until drop():
    // the client may be drawing.
    void retire(std::uint32_t index) noexcept { entries_[index].retired = true; }
    // Ends a buffer that is retired or attached; whether it is gone at once, because it was free. An attached one that
    // is not goes where it would have become free.
    bool drop(std::uint32_t index) noexcept;
    [[nodiscard]] std::vector<std::uint32_t> retired_free_buffers() const;

    // A frame that the client has drawn is taken from retired buffers too.
    [[nodiscard]] bool is_free(std::uint32_t index) const noexcept;
    // Without the retired and the attached ones.
    [[nodiscard]] std::vector<std::uint32_t> free_buffers() const;

    // Only for a free buffer.
    void queue(std::uint32_t index);
    // The buffer to flip to now: the oldest queued one, unless a flip is under way.
    [[nodiscard]] std::optional<std::uint32_t> begin_flip();
    // The buffer on screen, to flip to it once more, unless a flip is under way.
    [[nodiscard]] std::optional<std::uint32_t> begin_same_flip();
    // The flip is done. Returns the buffer that is on screen now.
    std::uint32_t end_flip();
    [[nodiscard]] bool is_flipping() const noexcept { return flipping_.has_value(); }

    void hold(std::uint32_t index) noexcept { ++entries_[index].holds; }
    void unhold(std::uint32_t index) noexcept { --entries_[index].holds; }

    struct Collected {
        std::vector<std::uint32_t> released;
        std::vector<std::uint32_t> gone;  // retired ones, and attached ones after drop(), which are released too
    };
    // Frees the buffers that have left and that nobody holds, and says which.
    [[nodiscard]] Collected collect();
    // Whether nothing is free because sinks hold what has left.
    [[nodiscard]] bool is_starved() const noexcept;
    // Frees what has left although it is held, and says which. The sink that reads it may then show parts of a newer
    // frame; it repairs itself, because the damage of that newer frame covers what was drawn.
    [[nodiscard]] Collected collect_held();

private:
    enum class Place { none, free, in_use, leaving };
    struct Entry {
        Place place = Place::none;
        int holds = 0;
        bool retired = false;
        bool attached = false;
    };
    Collected collect_where(bool also_held);
    [[nodiscard]] std::vector<std::uint32_t> free_where(bool retired) const;

    std::vector<Entry> entries_;
    std::deque<std::uint32_t> queued_;
    std::optional<std::uint32_t> flipping_;
    std::optional<std::uint32_t> on_screen_;
};

}  // namespace kmsmirror::source
