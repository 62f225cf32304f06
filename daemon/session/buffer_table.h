// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

namespace kmsmirror::session {

// The buffers that a client knows, and who owns each. Pure bookkeeping, no calls.
class BufferTable {
public:
    enum class Kind { offered, attached };
    struct Buffer {
        std::uint32_t index = 0;
        std::uint64_t identity = 0;  // of its dma-buf
        Kind kind = Kind::offered;
        bool is_clients = false;
        // Withdrawn while it was the client's, or detached while it was the daemon's: known until it comes back.
        bool is_leaving = false;
    };

    void add(const Buffer& buffer) { buffers_.push_back(buffer); }
    // Valid until the next change of the table.
    [[nodiscard]] Buffer* find(std::uint32_t index) noexcept;
    [[nodiscard]] bool is_clients(std::uint32_t index) const noexcept;
    void forget(std::uint32_t index);

    // The buffer comes over to the other side. One that was leaving is forgotten by that.
    void hand_over(Buffer& buffer, bool to_client);
    // The client uses the buffer no more: it is forgotten, at once or when it comes back.
    void detach(Buffer& buffer);
    // The offered buffers leave; returns which. Those that the daemon owns are forgotten at once.
    [[nodiscard]] std::vector<std::uint32_t> withdraw();
    // Which offered buffer has this memory.
    [[nodiscard]] std::optional<std::uint32_t> find_offered(std::uint64_t identity) const noexcept;
    // Forgets all. Returns those that the client still has to detach. Takes no memory.
    [[nodiscard]] std::vector<Buffer> take_undetached() noexcept;

private:
    std::vector<Buffer> buffers_;
};

}  // namespace kmsmirror::session
