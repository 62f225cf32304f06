// SPDX-License-Identifier: MIT
#include "ctl/bus/message.h"

#include <gmock/gmock.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <system_error>

namespace kmsmirror::ctl::bus {
namespace {

// Messages that are written and then read here: they need a connection, which nobody is at the other end of.
class AMessage : public testing::Test {
public:
    ~AMessage() override {
        message_.reset();
        sd_bus_close_unref(bus_);
    }

protected:
    AMessage() {
        std::array<int, 2> ends{};
        EXPECT_EQ(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()), 0);
        other_end_ = UniqueFd(ends[1]);
        EXPECT_GE(sd_bus_new(&bus_), 0);
        EXPECT_GE(sd_bus_set_fd(bus_, ends[0], ends[0]), 0);
        EXPECT_GE(sd_bus_start(bus_), 0);
        sd_bus_message* message = nullptr;
        EXPECT_GE(sd_bus_message_new_signal(bus_, &message, "/", "org.kmsmirror1", "Test"), 0);
        message_.reset(message);
    }

    // What was appended is read from the start.
    [[nodiscard]] sd_bus_message* finished() {
        EXPECT_GE(sd_bus_message_seal(message_.get(), 1, 0), 0);
        EXPECT_GE(sd_bus_message_rewind(message_.get(), 1), 0);
        return message_.get();
    }

    UniqueFd other_end_;
    sd_bus* bus_ = nullptr;
    Message message_;
};

TEST_F(AMessage, IsReadWithAllTypes) {
    ASSERT_GE(sd_bus_message_append(message_.get(), "ybnqiuxtdso", 1, 1, -2, 3, -4, 5U, std::int64_t{-6},
                                    std::uint64_t{7'000'000'000}, 1.5, "text", "/path"),
              0);
    sd_bus_message* const message = finished();
    Json values = Json::array();
    while (sd_bus_message_at_end(message, 1) == 0)
        values.push_back(read_value(message));
    EXPECT_EQ(values.dump(), R"([1,true,-2,3,-4,5,-6,7000000000,1.5,"text","/path"])");
}

TEST_F(AMessage, IsReadWithItsContainers) {
    ASSERT_GE(sd_bus_message_append(message_.get(), "a{sv}", 3, "mode", "(uuu)", 1024U, 768U, 60000U, "names", "as", 2,
                                    "a", "b", "none", "a{sv}", 0),
              0);
    EXPECT_EQ(read_value(finished()).dump(), R"({"mode":[1024,768,60000],"names":["a","b"],"none":{}})");
}

TEST_F(AMessage, IsReadWithEmptyArraysAndNumbersAsKeys) {
    ASSERT_GE(sd_bus_message_append(message_.get(), "a(uuu)a{uas}", 0, 1, 7U, 0), 0);
    sd_bus_message* const message = finished();
    EXPECT_EQ(read_value(message).dump(), "[]");
    EXPECT_EQ(read_value(message).dump(), R"({"7":[]})");
}

TEST_F(AMessage, IsPrintable) {
    ASSERT_GE(sd_bus_message_append(message_.get(), "a{sv}", 1, "key\x1b", "s", "\x1b[31mr\xc3\xb6t\n"), 0);
    EXPECT_EQ(read_value(finished()).dump(), R"({"key?":"?[31mr??t?"})");
}

TEST_F(AMessage, GivesItsFileDescriptorsOnlyWhenAsked) {
    ASSERT_GE(sd_bus_message_append(message_.get(), "h", STDIN_FILENO), 0);
    sd_bus_message* const message = finished();
    EXPECT_TRUE(read_value(message).is_null());
    ASSERT_GE(sd_bus_message_rewind(message, 1), 0);
    const UniqueFd fd = read_fd(message);
    EXPECT_GT(fd.get(), STDERR_FILENO);
}

TEST_F(AMessage, ThatEndsEarlyIsRefused) {
    ASSERT_GE(sd_bus_message_append(message_.get(), "s", "text"), 0);
    sd_bus_message* const message = finished();
    EXPECT_THROW((void)read_fd(message), std::system_error);
    (void)read_value(message);
    EXPECT_THROW((void)read_value(message), std::system_error);
}

}  // namespace
}  // namespace kmsmirror::ctl::bus
