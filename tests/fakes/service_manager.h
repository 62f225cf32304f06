// SPDX-License-Identifier: MIT
#pragma once

#include <fcntl.h>
#include <sys/socket.h>
#include <sys/un.h>

#include <array>
#include <cerrno>
#include <cstdlib>
#include <string>
#include <system_error>

#include "base/unique_fd.h"

namespace kmsmirror::fakes {

// The service manager's end of sd_notify(3), on a socket without a name in the file system. There is one at a time:
// NOTIFY_SOCKET says where it is.
class ServiceManager {
public:
    ServiceManager() {
        const UniqueFd made(::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
        // Out of the way of the descriptors that a manager leaves, which begin at 3.
        socket_.reset(::fcntl(made.get(), F_DUPFD_CLOEXEC, 100));
        sockaddr_un address{};
        address.sun_family = AF_UNIX;
        socklen_t length = sizeof(sa_family_t);  // the kernel picks an abstract name
        auto* const generic = reinterpret_cast<sockaddr*>(&address);
        if (::bind(socket_.get(), generic, length) != 0)
            throw std::system_error(errno, std::generic_category(), "bind");
        length = sizeof(address);
        if (::getsockname(socket_.get(), generic, &length) != 0)
            throw std::system_error(errno, std::generic_category(), "getsockname");
        const std::string name(address.sun_path + 1, length - sizeof(sa_family_t) - 1);
        ::setenv("NOTIFY_SOCKET", ("@" + name).c_str(), 1);
    }
    ~ServiceManager() { ::unsetenv("NOTIFY_SOCKET"); }
    ServiceManager(const ServiceManager&) = delete;
    ServiceManager& operator=(const ServiceManager&) = delete;

    // The next message, or "" if there is none.
    [[nodiscard]] std::string told() const {
        std::array<char, 512> text{};
        const ssize_t size = ::recv(socket_.get(), text.data(), text.size(), 0);
        return size < 0 ? std::string() : std::string(text.data(), static_cast<std::size_t>(size));
    }

private:
    UniqueFd socket_;
};

}  // namespace kmsmirror::fakes
