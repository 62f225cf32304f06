// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <cstdint>
#include <deque>
#include <optional>
#include <vector>

#include "tests/vm/emulator/usbip_protocol.h"

namespace kmsmirror::emulator {

struct Transfer {
    SubmitRequest request;
    std::vector<std::uint8_t> payload;  // of an OUT transfer
};

// The transfers that a display has been sent and not answered, and when each is due: at once, when a display of
// limited speed has taken all its bytes, or not at all while it is stalled. The caller tells the time.
class TransferQueue {
public:
    using Time = std::chrono::steady_clock::time_point;

    void add(Transfer transfer, Time now);
    // True if the transfer was still waiting, and is forgotten now.
    bool cancel(std::uint32_t seqnum);
    // The next transfer that is due, and takes it out. Control transfers overtake bulk transfers, as on a real bus.
    [[nodiscard]] std::optional<Transfer> take(Time now);
    // When the next one is due; nothing: never, as things are.
    [[nodiscard]] std::optional<Time> next_due() const;
    [[nodiscard]] std::size_t size() const { return waiting_.size(); }

    void stall() { is_stalled_ = true; }
    void resume(Time now);
    // Of bulk transfers; nothing = no limit. The transfer that is under way counts from its start.
    void set_speed(std::optional<std::uint64_t> bytes_per_second) { bytes_per_second_ = bytes_per_second; }

private:
    struct Waiting {
        Transfer transfer;
        Time arrival;
    };
    using Place = std::deque<Waiting>::const_iterator;

    [[nodiscard]] Place next() const;
    [[nodiscard]] Time due(const Waiting& waiting) const;

    std::deque<Waiting> waiting_;
    std::optional<std::uint64_t> bytes_per_second_;
    Time bulk_free_at_{};  // when the last bulk transfer that was taken had ended
    bool is_stalled_ = false;
};

}  // namespace kmsmirror::emulator
