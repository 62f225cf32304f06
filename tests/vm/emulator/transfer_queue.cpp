// SPDX-License-Identifier: MIT
#include "tests/vm/emulator/transfer_queue.h"

#include <algorithm>
#include <utility>

namespace kmsmirror::emulator {
namespace {

bool is_control(const Transfer& transfer) {
    return transfer.request.endpoint == 0;
}

}  // namespace

void TransferQueue::add(Transfer transfer, Time now) {
    waiting_.push_back({std::move(transfer), now});
}

bool TransferQueue::cancel(std::uint32_t seqnum) {
    return std::erase_if(waiting_,
                         [seqnum](const Waiting& waiting) { return waiting.transfer.request.seqnum == seqnum; }) > 0;
}

std::optional<Transfer> TransferQueue::take(Time now) {
    const auto due_at = next_due();
    if (!due_at || *due_at > now)
        return std::nullopt;
    const auto place = waiting_.begin() + (next() - waiting_.cbegin());
    Transfer transfer = std::move(place->transfer);
    waiting_.erase(place);
    // Not `now`: lateness of the caller must not make the display slower.
    if (!is_control(transfer))
        bulk_free_at_ = *due_at;
    return transfer;
}

std::optional<TransferQueue::Time> TransferQueue::next_due() const {
    if (is_stalled_ || waiting_.empty())
        return std::nullopt;
    return due(*next());
}

void TransferQueue::resume(Time now) {
    if (std::exchange(is_stalled_, false))
        bulk_free_at_ = std::max(bulk_free_at_, now);
}

TransferQueue::Place TransferQueue::next() const {
    const auto control = std::ranges::find_if(waiting_, is_control, &Waiting::transfer);
    return control != waiting_.end() ? control : waiting_.begin();
}

TransferQueue::Time TransferQueue::due(const Waiting& waiting) const {
    if (is_control(waiting.transfer))
        return waiting.arrival;
    const Time start = std::max(waiting.arrival, bulk_free_at_);
    if (!bytes_per_second_)
        return start;
    const std::chrono::duration<double> taking(static_cast<double>(waiting.transfer.payload.size()) /
                                               static_cast<double>(*bytes_per_second_));
    return start + std::chrono::ceil<Time::duration>(taking);
}

}  // namespace kmsmirror::emulator
