// SPDX-License-Identifier: MIT
#include "session/channel_socket.h"

#include <poll.h>
#include <sys/socket.h>

#include <array>
#include <cstring>
#include <utility>

namespace kmsmirror::session {
namespace {

constexpr std::size_t received_fds = 4;  // more than these the kernel closes, with MSG_CTRUNC

void take_fds(msghdr& header, ReceivedMessage& received) {
    received.fd_count = (header.msg_flags & MSG_CTRUNC) != 0 ? 1 : 0;
    for (cmsghdr* control = CMSG_FIRSTHDR(&header); control != nullptr; control = CMSG_NXTHDR(&header, control)) {
        if (control->cmsg_level != SOL_SOCKET || control->cmsg_type != SCM_RIGHTS)
            continue;
        const std::size_t count = (control->cmsg_len - CMSG_LEN(0)) / sizeof(int);
        for (std::size_t i = 0; i < count; ++i) {
            int fd = -1;
            std::memcpy(&fd, CMSG_DATA(control) + i * sizeof(int), sizeof(int));
            received.fds.emplace_back(fd);
            ++received.fd_count;
        }
    }
}

}  // namespace

bool is_other_end_closed(int socket) noexcept {
    pollfd poll{socket, POLLRDHUP, 0};
    return ::poll(&poll, 1, 0) == 1 && (poll.revents & (POLLRDHUP | POLLHUP)) != 0;
}

Result<ReceivedMessage> receive_message(int socket, std::span<std::byte> room) {
    alignas(cmsghdr) std::array<std::byte, CMSG_SPACE(received_fds * sizeof(int))> control{};
    iovec vector{room.data(), room.size()};
    msghdr header{};
    header.msg_iov = &vector;
    header.msg_iovlen = 1;
    header.msg_control = control.data();
    header.msg_controllen = control.size();
    const ssize_t bytes = ::recvmsg(socket, &header, MSG_DONTWAIT | MSG_CMSG_CLOEXEC | MSG_TRUNC);
    if (bytes < 0)
        return failure();
    ReceivedMessage received;
    received.bytes = static_cast<std::size_t>(bytes);
    take_fds(header, received);
    received.is_end = bytes == 0 && is_other_end_closed(socket);
    return received;
}

std::error_code send_message(int socket, std::span<const std::byte> message, int fd) {
    alignas(cmsghdr) std::array<std::byte, CMSG_SPACE(sizeof(int))> control{};
    // sendmsg reads only, but iovec serves both directions
    iovec vector{const_cast<std::byte*>(message.data()), message.size()};
    msghdr header{};
    header.msg_iov = &vector;
    header.msg_iovlen = 1;
    if (fd >= 0) {
        header.msg_control = control.data();
        header.msg_controllen = control.size();
        cmsghdr* rights = CMSG_FIRSTHDR(&header);
        rights->cmsg_level = SOL_SOCKET;
        rights->cmsg_type = SCM_RIGHTS;
        rights->cmsg_len = CMSG_LEN(sizeof(int));
        std::memcpy(CMSG_DATA(rights), &fd, sizeof(int));
    }
    if (::sendmsg(socket, &header, MSG_DONTWAIT | MSG_NOSIGNAL) < 0)
        return errno_error();
    return {};
}

void set_send_room(int socket, int bytes) noexcept {
    ::setsockopt(socket, SOL_SOCKET, SO_SNDBUF, &bytes, sizeof(bytes));
}

void stop_receiving(int socket) noexcept {
    ::shutdown(socket, SHUT_RD);
}

void discard_unread(int socket) noexcept {
    constexpr int most = 1024;  // more than a client has room for without privileges
    // 0 is the end, or an empty message with others behind it: nothing tells which.
    for (int i = 0; i < most; ++i)
        if (::recv(socket, nullptr, 0, MSG_DONTWAIT | MSG_TRUNC) < 0)
            return;
}

}  // namespace kmsmirror::session
