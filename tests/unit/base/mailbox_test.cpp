// SPDX-License-Identifier: MIT
#include "base/mailbox.h"

#include <gtest/gtest.h>
#include <poll.h>

#include <thread>

namespace kmsmirror {
namespace {

struct Orders {
    int newest = 0;
    bool stop = false;
};

bool is_readable(int fd) {
    pollfd ready{fd, POLLIN, 0};
    return ::poll(&ready, 1, 0) == 1;
}

TEST(AMailbox, GivesAllOrdersAtOnceAndTheNewestOfEachKind) {
    Mailbox<Orders> mailbox("a test");
    EXPECT_FALSE(is_readable(mailbox.fd()));
    mailbox.change([](Orders& orders) { orders.newest = 1; });
    mailbox.change([](Orders& orders) { orders.newest = 2; });
    mailbox.change([](Orders& orders) { orders.stop = true; });
    EXPECT_TRUE(is_readable(mailbox.fd()));
    const Orders taken = mailbox.take();
    EXPECT_EQ(taken.newest, 2);
    EXPECT_TRUE(taken.stop);
    EXPECT_FALSE(is_readable(mailbox.fd()));
}

TEST(AMailbox, WakesTheThreadThatWaits) {
    Mailbox<Orders> mailbox("a test");
    int seen = 0;
    std::thread thread([&] { seen = mailbox.take().newest; });
    mailbox.change([](Orders& orders) { orders.newest = 7; });
    thread.join();
    EXPECT_EQ(seen, 7);
}

}  // namespace
}  // namespace kmsmirror
