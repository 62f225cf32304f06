// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <vector>

namespace kmsmirror::source {

// Where each scanout buffer is. A buffer goes free -> queued -> flipping -> on screen -> leaving -> free. It leaves
// when the next one is on screen, and is free again when no sink reads it any more. Sinks hold what they read.
//
// Pure bookkeeping, no calls.
class BufferBook {
public:
    explicit BufferBook(std::size_t count);

    [[nodiscard]] bool is_free(std::uint32_t index) const noexcept;
    [[nodiscard]] std::vector<std::uint32_t> free_buffers() const;

    // Only for a free buffer.
    void queue(std::uint32_t index);
    // The buffer to flip to now: the oldest queued one, unless a flip is under way.
    [[nodiscard]] std::optional<std::uint32_t> begin_flip();
    // The flip is done. Returns the buffer that is on screen now.
    std::uint32_t end_flip();
    [[nodiscard]] bool is_flipping() const noexcept { return flipping_.has_value(); }

    void hold(std::uint32_t index) noexcept { ++entries_[index].holds; }
    void unhold(std::uint32_t index) noexcept { --entries_[index].holds; }

    // Frees the buffers that have left and that nobody holds, and says which.
    [[nodiscard]] std::vector<std::uint32_t> collect();
    // Whether nothing is free because sinks hold what has left.
    [[nodiscard]] bool is_starved() const noexcept;
    // Frees what has left although it is held, and says which. The sink that reads it may then show parts of a newer
    // frame; it repairs itself, because the damage of that newer frame covers what was drawn.
    [[nodiscard]] std::vector<std::uint32_t> collect_held();

private:
    enum class Place { free, in_use, leaving };
    struct Entry {
        Place place = Place::free;
        int holds = 0;
    };
    std::vector<std::uint32_t> collect_where(bool also_held);

    std::vector<Entry> entries_;
    std::deque<std::uint32_t> queued_;
    std::optional<std::uint32_t> flipping_;
    std::optional<std::uint32_t> on_screen_;
};

}  // namespace kmsmirror::source
