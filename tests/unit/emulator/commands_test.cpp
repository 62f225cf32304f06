// SPDX-License-Identifier: MIT
#include "tests/vm/emulator/commands.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>

namespace kmsmirror::emulator {
namespace {

using testing::HasSubstr;

// The other ends of the cables that were plugged in, which a kernel would hold.
std::vector<UniqueFd>& kernel_ends() {
    static std::vector<UniqueFd> ends;
    return ends;
}

Attachment attach_to_test(std::optional<unsigned> wanted_port) {
    std::array<int, 2> ends{};
    EXPECT_EQ(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()), 0);
    kernel_ends().emplace_back(ends[0]);
    return {UniqueFd(ends[1]), wanted_port.value_or(0)};
}

class CommandsTest : public testing::Test {
protected:
    void TearDown() override { kernel_ends().clear(); }

    Reply run(const std::vector<std::string>& words) { return commands_.run(words); }
    void expect_done(const std::vector<std::string>& words) {
        const Reply reply = run(words);
        EXPECT_EQ(reply.exit_code, 0) << testing::PrintToString(words) << reply.error;
    }
    void expect_misuse(const std::vector<std::string>& words, const std::string& reason) {
        const Reply reply = run(words);
        EXPECT_EQ(reply.exit_code, exit_misuse) << testing::PrintToString(words);
        EXPECT_THAT(reply.error, HasSubstr(reason));
    }
    void vanish() {
        kernel_ends().clear();
        EXPECT_EQ(run({"wait-mode", "left", "10000"}).exit_code, exit_judged_failure) << "it tells at once";
    }

    Commands commands_{attach_to_test};
};

TEST_F(CommandsTest, ExplainsWhatItDoesNotUnderstand) {
    expect_misuse({}, "missing");
    expect_misuse({"paint"}, "unknown command");
    expect_misuse({"stall"}, "number of arguments");
    expect_misuse({"list", "left"}, "number of arguments");
    for (const char* command : {"unplug", "stats", "stall", "resume", "vanish", "plug"})
        expect_misuse({command, "left"}, "no display named 'left'");
    expect_misuse({"speed", "left", "full"}, "no display named 'left'");
    expect_misuse({"edid", "left", "good"}, "no display named 'left'");
    expect_done({"plug", "left", "udl"});
    expect_misuse({"plug", "left", "udl"}, "plugged in already");
    expect_misuse({"plug", "left"}, "plugged in already");
    expect_misuse({"speed", "left", "0"}, "not between 1");
    expect_misuse({"speed", "left", "fast"}, "not a number");
    expect_misuse({"edid", "left", "bad"}, "'bad'");
    expect_misuse({"modes", "left", "refuse"}, "udl display cannot");
    expect_misuse({"vanish", "left", "soon"}, "not a number");
    expect_misuse({"wait-equal", "left", "scanout", "1", "at=1"}, "not a number");
    expect_misuse({"diff", "left", "scanout", "where=1,2"}, "unknown option");
}

TEST_F(CommandsTest, ChangesADisplayThatIsPluggedIn) {
    expect_done({"plug", "left", "gud", "port=3"});
    expect_done({"stall", "left"});
    expect_done({"resume", "left"});
    expect_done({"speed", "left", "100000"});
    expect_done({"speed", "left", "full"});
    expect_done({"edid", "left", "garbled"});
    expect_done({"modes", "left", "refuse"});
    expect_done({"vanish", "left", "100"});
    EXPECT_THAT(run({"stats", "left"}).output, HasSubstr("\"cancelled_transfers\":0,\"waiting_transfers\":0"));
}

TEST_F(CommandsTest, KnowsADisplayThatHasVanished) {
    expect_done({"plug", "left", "gud", "port=3"});
    expect_done({"edid", "left", "empty"});
    vanish();
    EXPECT_EQ(run({"list"}).output, "left gud detached\n");
    EXPECT_THAT(run({"plug", "left"}).output, HasSubstr("port 3")) << "with the options it had";
    vanish();
    expect_done({"unplug", "left"});
    EXPECT_EQ(run({"list"}).output, "left gud unplugged\n");
    expect_misuse({"stats", "left"}, "not plugged in");
    expect_misuse({"unplug", "left"}, "not plugged in");
    expect_misuse({"stall", "left"}, "not plugged in");
    expect_done({"resume", "left"});
    expect_done({"plug", "left"});
}

// Its EDID as the kernel reads it.
std::vector<std::uint8_t> read_edid(int kernel) {
    std::array<std::uint8_t, usbip_header_size> request{};
    store_be32(&request[0], 1);
    store_be32(&request[12], 1);
    store_be32(&request[24], 512);
    const std::array<std::uint8_t, 8> setup = {0xc1, 0x56, 0, 0, 0, 0, 0, 2};
    std::ranges::copy(setup, request.begin() + 40);
    EXPECT_EQ(::send(kernel, request.data(), request.size(), 0), static_cast<ssize_t>(request.size()));
    EXPECT_EQ(::recv(kernel, request.data(), request.size(), MSG_WAITALL), static_cast<ssize_t>(request.size()));
    std::vector<std::uint8_t> edid(load_be32(&request[24]));
    if (!edid.empty()) {
        EXPECT_EQ(::recv(kernel, edid.data(), edid.size(), MSG_WAITALL), static_cast<ssize_t>(edid.size()));
    }
    return edid;
}

TEST_F(CommandsTest, LetsHabitsOutliveTheSession) {
    expect_done({"plug", "left", "gud"});
    EXPECT_EQ(read_edid(kernel_ends().back().get()).size(), edid_size);
    expect_done({"edid", "left", "empty"});
    EXPECT_TRUE(read_edid(kernel_ends().back().get()).empty());
    vanish();
    expect_done({"plug", "left", "gud", "size=800x600"});
    EXPECT_TRUE(read_edid(kernel_ends().back().get()).empty());
    expect_done({"edid", "left", "good"});
    EXPECT_EQ(read_edid(kernel_ends().back().get()).size(), edid_size);
}

}  // namespace
}  // namespace kmsmirror::emulator
