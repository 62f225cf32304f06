// SPDX-License-Identifier: MIT
#include "session/messages.h"

#include <algorithm>
#include <array>
#include <utility>

namespace kmsmirror::session {
namespace {

constexpr std::array<ClientMessage, 3> client_messages{
    {{KMSMIRROR_FRAME_PRESENT, "PRESENT", 0, 0},
     {KMSMIRROR_FRAME_ATTACH, "ATTACH", sizeof(kmsmirror_frame_attach), 1},
     {KMSMIRROR_FRAME_DETACH, "DETACH", sizeof(kmsmirror_frame_detach), 0}}};

}  // namespace

kmsmirror_frame_buffer message_of(const OfferedBuffer& buffer) {
    auto message = make_message<kmsmirror_frame_buffer>(KMSMIRROR_FRAME_BUFFER);
    message.index = buffer.index;
    message.width = buffer.size.width;
    message.height = buffer.size.height;
    message.format = buffer.format;
    message.pitch = buffer.pitch;
    message.offset = buffer.offset;
    message.bytes = buffer.bytes;
    message.modifier = buffer.modifier;
    return message;
}

AttachedBuffer buffer_of(const kmsmirror_frame_attach& message, DmaBufInfo info, UniqueFd dma_buf) {
    AttachedBuffer buffer;
    buffer.index = message.index;
    buffer.size = {message.width, message.height};
    buffer.format = message.format;
    buffer.pitch = message.pitch;
    buffer.offset = message.offset;
    buffer.bytes = info.bytes;
    buffer.modifier = message.modifier;
    buffer.exporter = std::move(info.exporter);
    buffer.dma_buf = std::move(dma_buf);
    return buffer;
}

const ClientMessage* find_client_message(std::uint32_t type) noexcept {
    const auto* found = std::ranges::find(client_messages, type, &ClientMessage::type);
    return found == client_messages.end() ? nullptr : found;
}

}  // namespace kmsmirror::session
