// SPDX-License-Identifier: MIT
#include "session/buffer_table.h"

#include <algorithm>
#include <utility>

namespace kmsmirror::session {

BufferTable::Buffer* BufferTable::find(std::uint32_t index) noexcept {
    const auto found = std::ranges::find(buffers_, index, &Buffer::index);
    return found == buffers_.end() ? nullptr : &*found;
}

bool BufferTable::is_clients(std::uint32_t index) const noexcept {
    const auto found = std::ranges::find(buffers_, index, &Buffer::index);
    return found != buffers_.end() && found->is_clients;
}

void BufferTable::forget(std::uint32_t index) {
    std::erase_if(buffers_, [index](const Buffer& buffer) { return buffer.index == index; });
}

void BufferTable::hand_over(Buffer& buffer, bool to_client) {
    buffer.is_clients = to_client;
    if (buffer.is_leaving)
        forget(buffer.index);
}

void BufferTable::detach(Buffer& buffer) {
    if (buffer.is_clients)
        forget(buffer.index);
    else
        buffer.is_leaving = true;
}

std::vector<std::uint32_t> BufferTable::withdraw() {
    std::vector<std::uint32_t> withdrawn;
    for (Buffer& buffer : buffers_) {
        if (buffer.kind == Kind::offered && !buffer.is_leaving) {
            buffer.is_leaving = true;
            withdrawn.push_back(buffer.index);
        }
    }
    std::erase_if(buffers_, [](const Buffer& buffer) { return buffer.kind == Kind::offered && !buffer.is_clients; });
    return withdrawn;
}

std::optional<std::uint32_t> BufferTable::find_offered(std::uint64_t identity) const noexcept {
    for (const Buffer& buffer : buffers_)
        if (buffer.kind == Kind::offered && buffer.identity == identity)
            return buffer.index;
    return std::nullopt;
}

std::vector<BufferTable::Buffer> BufferTable::take_undetached() noexcept {
    std::erase_if(buffers_, [](const Buffer& buffer) { return buffer.is_leaving != (buffer.kind == Kind::offered); });
    return std::exchange(buffers_, {});
}

}  // namespace kmsmirror::session
