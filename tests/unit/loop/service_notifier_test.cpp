// SPDX-License-Identifier: MIT
#include "loop/service_notifier.h"

#include <gmock/gmock.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdlib>
#include <string>
#include <system_error>

#include "base/unique_fd.h"

namespace kmsmirror::loop {
namespace {

using testing::MatchesRegex;

// The service manager's end, on a socket without a name in the file system.
class ServiceNotifierTest : public testing::Test {
public:
    ~ServiceNotifierTest() override { unsetenv("NOTIFY_SOCKET"); }

protected:
    ServiceNotifierTest() : socket_(::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0)) {
        sockaddr_un address{};
        address.sun_family = AF_UNIX;
        socklen_t length = sizeof(sa_family_t);  // the kernel picks an abstract name
        auto* const generic = reinterpret_cast<sockaddr*>(&address);
        if (bind(socket_.get(), generic, length) != 0)
            throw std::system_error(errno, std::generic_category(), "bind");
        length = sizeof(address);
        if (getsockname(socket_.get(), generic, &length) != 0)
            throw std::system_error(errno, std::generic_category(), "getsockname");
        const std::string name(address.sun_path + 1, length - sizeof(sa_family_t) - 1);
        setenv("NOTIFY_SOCKET", ("@" + name).c_str(), 1);
    }

    // The next message, or "" if there is none.
    [[nodiscard]] std::string received() const {
        std::array<char, 512> buffer{};
        const ssize_t size = recv(socket_.get(), buffer.data(), buffer.size(), 0);
        return size < 0 ? std::string() : std::string(buffer.data(), static_cast<std::size_t>(size));
    }

    UniqueFd socket_;
    ServiceNotifier notifier_;
};

TEST_F(ServiceNotifierTest, SaysWhenItIsReady) {
    notifier_.ready("2 sinks");
    EXPECT_EQ(received(), "READY=1\nSTATUS=2 sinks");
}

TEST_F(ServiceNotifierTest, SaysAStatusOnce) {
    notifier_.ready("2 sinks");
    EXPECT_NE(received(), "");
    notifier_.status("2 sinks");
    EXPECT_EQ(received(), "");
    notifier_.status("1 sink");
    EXPECT_EQ(received(), "STATUS=1 sink");
}

TEST_F(ServiceNotifierTest, SaysWhenItReloadsAndStops) {
    notifier_.reloading();
    EXPECT_THAT(received(), MatchesRegex("RELOADING=1\nMONOTONIC_USEC=[0-9]+"));
    notifier_.stopping();
    EXPECT_EQ(received(), "STOPPING=1");
}

}  // namespace
}  // namespace kmsmirror::loop
