// SPDX-License-Identifier: MIT
#include "tests/vm/emulator/transfer_queue.h"

#include <gtest/gtest.h>

namespace kmsmirror::emulator {
namespace {

using namespace std::chrono_literals;

class TransferQueueTest : public testing::Test {
protected:
    void add_bulk(std::uint32_t seqnum, std::size_t bytes, TransferQueue::Time now) {
        queue_.add({{seqnum, false, 1, static_cast<std::uint32_t>(bytes), {}}, std::vector<std::uint8_t>(bytes)}, now);
    }
    void add_control(std::uint32_t seqnum, TransferQueue::Time now) { queue_.add({{seqnum, true, 0, 8, {}}, {}}, now); }
    // Its number, or 0 when none is due.
    std::uint32_t take(TransferQueue::Time now) {
        const auto transfer = queue_.take(now);
        return transfer ? transfer->request.seqnum : 0;
    }

    const TransferQueue::Time start_{100s};
    TransferQueue queue_;
};

TEST_F(TransferQueueTest, GivesWhatCameAtOnce) {
    EXPECT_FALSE(queue_.next_due());
    add_bulk(1, 1000, start_);
    add_bulk(2, 1000, start_);
    EXPECT_EQ(queue_.size(), 2U);
    EXPECT_EQ(take(start_), 1U);
    EXPECT_EQ(take(start_), 2U);
    EXPECT_EQ(take(start_), 0U);
}

TEST_F(TransferQueueTest, KeepsEverythingWhileStalled) {
    queue_.stall();
    add_bulk(1, 1000, start_);
    add_control(2, start_);
    EXPECT_EQ(take(start_ + 1h), 0U);
    EXPECT_FALSE(queue_.next_due());
    queue_.resume(start_ + 1h);
    EXPECT_EQ(take(start_ + 1h), 2U);
    EXPECT_EQ(take(start_ + 1h), 1U);
}

TEST_F(TransferQueueTest, TakesBulkTransfersOneAfterTheOtherAtItsSpeed) {
    queue_.set_speed(1000);
    add_bulk(1, 500, start_);
    add_bulk(2, 250, start_);
    EXPECT_EQ(queue_.next_due(), start_ + 500ms);
    EXPECT_EQ(take(start_ + 499ms), 0U);
    EXPECT_EQ(take(start_ + 600ms), 1U) << "the caller was late";
    EXPECT_EQ(queue_.next_due(), start_ + 750ms) << "which costs the next one nothing";
    EXPECT_EQ(take(start_ + 750ms), 2U);
    add_bulk(3, 100, start_ + 5s);
    EXPECT_EQ(queue_.next_due(), start_ + 5100ms) << "idle time is not saved up";
}

TEST_F(TransferQueueTest, LetsControlTransfersOvertakeASlowBulkTransfer) {
    queue_.set_speed(1000);
    add_bulk(1, 5000, start_);
    add_control(2, start_ + 1s);
    EXPECT_EQ(take(start_ + 1s), 2U);
    EXPECT_EQ(take(start_ + 1s), 0U);
    EXPECT_EQ(take(start_ + 5s), 1U);
}

TEST_F(TransferQueueTest, AppliesANewSpeedToTheTransferUnderWay) {
    queue_.set_speed(1000);
    add_bulk(1, 5000, start_);
    queue_.set_speed(2000);
    EXPECT_EQ(queue_.next_due(), start_ + 2500ms);
    queue_.set_speed(std::nullopt);
    EXPECT_EQ(take(start_ + 1s), 1U);
}

TEST_F(TransferQueueTest, StartsTheTransferUnderWayAnewAfterAStall) {
    queue_.set_speed(1000);
    add_bulk(1, 500, start_);
    queue_.stall();
    queue_.resume(start_ + 2s);
    EXPECT_EQ(queue_.next_due(), start_ + 2500ms);
    queue_.resume(start_ + 2400ms);
    EXPECT_EQ(queue_.next_due(), start_ + 2500ms) << "it was not stalled";
}

TEST_F(TransferQueueTest, ForgetsACancelledTransfer) {
    queue_.stall();
    add_bulk(1, 1000, start_);
    add_bulk(2, 1000, start_);
    EXPECT_TRUE(queue_.cancel(1));
    EXPECT_FALSE(queue_.cancel(1));
    EXPECT_FALSE(queue_.cancel(7));
    queue_.resume(start_);
    EXPECT_EQ(take(start_), 2U);
    EXPECT_FALSE(queue_.cancel(2)) << "it was answered";
}

}  // namespace
}  // namespace kmsmirror::emulator
