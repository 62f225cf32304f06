// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include <utility>

#include "base/log.h"
#include "session/messages.h"
#include "session/session.h"

// Memory that clients bring, and buffers that they give back.
namespace kmsmirror::session {

void Session::handle_attach(std::vector<UniqueFd>& fds) {
    const auto message = message_in<kmsmirror_frame_attach>(message_);
    UniqueFd none;
    const auto attached = attach(message, fds.empty() ? none : fds.front());
    auto answer = make_message<kmsmirror_frame_attached>(KMSMIRROR_FRAME_ATTACHED);
    answer.index = message.index;
    if (!attached)
        answer.result = attached.error().result;
    else
        answer.result = attached->is_copied ? KMSMIRROR_FRAME_ATTACHED_COPY : KMSMIRROR_FRAME_ATTACHED_SCANOUT;
    const std::string& text = attached ? attached->reason : attached.error().text;
    text.copy(answer.text, sizeof(answer.text) - 1);
    log::debug("frame client: buffer {} {}: {}", message.index, attached ? "attached" : "refused", text);
    send(bytes_of(answer));
}

tl::expected<Attachment, Refusal> Session::attach(const kmsmirror_frame_attach& message, UniqueFd& dma_buf) {
    if (auto refusal = check_layout(message, source_size_))
        return tl::unexpected(std::move(*refusal));
    const auto refuse = [](kmsmirror_frame_attach_result result, std::string text) {
        return tl::unexpected(Refusal{result, std::move(text)});
    };
    if (const auto* buffer = buffers_.find(message.index))
        return refuse(KMSMIRROR_FRAME_REFUSED_INDEX,
                      fmt::format("buffer {} is attached{}", message.index,
                                  buffer->is_leaving ? " until it is released" : " already"));
    if (!dma_buf)
        return refuse(KMSMIRROR_FRAME_REFUSED_MEMORY, "the daemon has no room for another file descriptor");
    auto info = host_.inspect(dma_buf.get());
    if (!info)
        return refuse(KMSMIRROR_FRAME_REFUSED_MEMORY, info.error());
    const std::uint64_t identity = info->identity;
    if (const auto own = buffers_.find_offered(identity))
        return refuse(KMSMIRROR_FRAME_REFUSED_MEMORY,
                      fmt::format("the dma-buf is that of the daemon's own buffer {}", *own));
    if (auto refusal = check_extent(message, info->bytes))
        return tl::unexpected(std::move(*refusal));
    auto attached = host_.attach(buffer_of(message, std::move(*info), std::move(dma_buf)));
    if (!attached)
        return refuse(KMSMIRROR_FRAME_REFUSED_SOURCE, std::move(attached.error()));
    buffers_.add({message.index, identity, BufferTable::Kind::attached, true});
    return std::move(*attached);
}

void Session::handle_detach() {
    const auto message = message_in<kmsmirror_frame_detach>(message_);
    if (message.reserved != 0)
        return break_rule({KMSMIRROR_FRAME_ERROR_MALFORMED,
                           fmt::format("the reserved field of DETACH is {}, it must be 0", message.reserved)});
    BufferTable::Buffer* buffer = buffers_.find(message.index);
    if (buffer == nullptr)
        return refuse_buffer(fmt::format("there is no buffer {}", message.index));
    if (buffer->kind == BufferTable::Kind::offered && !buffer->is_leaving)
        return refuse_buffer(fmt::format("buffer {} is the daemon's and was not withdrawn", message.index));
    if (buffer->kind == BufferTable::Kind::attached && buffer->is_leaving)
        return refuse_buffer(fmt::format("buffer {} was detached before", message.index));
    buffers_.detach(*buffer);
    host_.detach(message.index);
}

}  // namespace kmsmirror::session
