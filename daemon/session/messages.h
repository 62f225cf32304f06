// SPDX-License-Identifier: MIT
#pragma once

#include <kmsmirror-frame.h>

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <string_view>

#include "session/host.h"

// The messages of the frame channel as the daemon writes and reads them.
namespace kmsmirror::session {

// All zero but the header.
template <class Message>
[[nodiscard]] Message make_message(kmsmirror_frame_type type) {
    Message message{};
    message.header = {type, sizeof(Message)};
    return message;
}

template <class Message>
[[nodiscard]] std::span<const std::byte> bytes_of(const Message& message) {
    return std::as_bytes(std::span(&message, 1));
}

// The message that lies at the beginning of `room`.
template <class Message>
[[nodiscard]] Message message_in(const kmsmirror_frame_present& room) {
    Message message{};
    std::memcpy(&message, &room, sizeof(message));
    return message;
}

[[nodiscard]] kmsmirror_frame_buffer message_of(const OfferedBuffer& buffer);
[[nodiscard]] AttachedBuffer buffer_of(const kmsmirror_frame_attach& message, DmaBufInfo info, UniqueFd dma_buf);

// A type of message that clients send.
struct ClientMessage {
    std::uint32_t type = 0;
    std::string_view name;
    std::size_t bytes = 0;  // 0 = they vary
    int fd_count = 0;
};

// Null if clients send no such message.
[[nodiscard]] const ClientMessage* find_client_message(std::uint32_t type) noexcept;

}  // namespace kmsmirror::session
