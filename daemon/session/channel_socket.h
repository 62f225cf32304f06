// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <span>
#include <system_error>
#include <vector>

#include "base/result.h"
#include "base/unique_fd.h"

// The system calls on a SOCK_SEQPACKET socket. None of them raises SIGPIPE, and none blocks but where it says so.
namespace kmsmirror::session {

struct ReceivedMessage {
    std::size_t bytes = 0;  // as sent; may be more than there was room for
    int fd_count = 0;       // those that did not arrive, for want of room, count as one
    std::vector<UniqueFd> fds;
    bool is_end = false;  // there was no message: the other end is closed
};

// Also while messages that were sent before are unread. recvmsg returns 0 for the end and for an empty message.
[[nodiscard]] bool is_other_end_closed(int socket) noexcept;

[[nodiscard]] Result<ReceivedMessage> receive_message(int socket, std::span<std::byte> room);

// `fd` goes along if it is not -1.
[[nodiscard]] std::error_code send_message(int socket, std::span<const std::byte> message, int fd = -1);

// How much the other end may leave unread, as SO_SNDBUF counts it.
void set_send_room(int socket, int bytes) noexcept;

// The other end can send nothing more.
void stop_receiving(int socket) noexcept;

// Throws unread messages away, and closes what they brought, which may block. A socket closed with unread messages
// resets the connection, and the reset overtakes what was sent last.
void discard_unread(int socket) noexcept;

}  // namespace kmsmirror::session
