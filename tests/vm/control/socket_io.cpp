// SPDX-License-Identifier: MIT
#include "tests/vm/control/socket_io.h"

#include <sys/socket.h>

#include <cerrno>

namespace kmsmirror::control {

bool receive_all(int fd, std::span<std::uint8_t> bytes) {
    while (!bytes.empty()) {
        const ssize_t count = ::recv(fd, bytes.data(), bytes.size(), MSG_WAITALL);
        if (count < 0 && errno == EINTR)
            continue;
        if (count <= 0)
            return false;
        bytes = bytes.subspan(static_cast<std::size_t>(count));
    }
    return true;
}

bool send_all(int fd, std::span<const std::uint8_t> bytes) {
    while (!bytes.empty()) {
        const ssize_t count = ::send(fd, bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (count < 0 && errno == EINTR)
            continue;
        if (count < 0)
            return false;
        bytes = bytes.subspan(static_cast<std::size_t>(count));
    }
    return true;
}

}  // namespace kmsmirror::control
