// SPDX-License-Identifier: MIT
#include "session/message_rules.h"

#include <fmt/format.h>

#include <span>
#include <string>

#include "session/messages.h"

namespace kmsmirror::session {
namespace {

std::optional<BrokenRule> check_form(const kmsmirror_frame_present& message, std::size_t bytes) {
    constexpr std::size_t fixed_bytes = KMSMIRROR_FRAME_PRESENT_BYTES(std::size_t{0});
    if (bytes < fixed_bytes)
        return BrokenRule{KMSMIRROR_FRAME_ERROR_MALFORMED,
                          fmt::format("PRESENT has {} bytes, it needs {}", bytes, fixed_bytes)};
    const std::size_t count = message.rectangle_count;
    if (count > KMSMIRROR_FRAME_MAX_RECTANGLES)
        return BrokenRule{KMSMIRROR_FRAME_ERROR_DAMAGE, fmt::format("PRESENT has {} rectangles, {} are allowed", count,
                                                                    KMSMIRROR_FRAME_MAX_RECTANGLES)};
    if (bytes != KMSMIRROR_FRAME_PRESENT_BYTES(count))
        return BrokenRule{KMSMIRROR_FRAME_ERROR_MALFORMED,
                          fmt::format("PRESENT with {} rectangles has {} bytes, not {}", count,
                                      KMSMIRROR_FRAME_PRESENT_BYTES(count), bytes)};
    if ((message.flags & ~KMSMIRROR_FRAME_PRESENT_ALL) != 0)
        return BrokenRule{KMSMIRROR_FRAME_ERROR_UNSUPPORTED,
                          fmt::format("flags {:#x} of PRESENT are not known", message.flags)};
    if (message.reserved != 0)
        return BrokenRule{KMSMIRROR_FRAME_ERROR_MALFORMED,
                          fmt::format("the reserved field of PRESENT is {}, it must be 0", message.reserved)};
    return std::nullopt;
}

std::optional<BrokenRule> check_damage(const kmsmirror_frame_present& message, Size source) {
    const std::span rectangles(message.rectangles, message.rectangle_count);
    if ((message.flags & KMSMIRROR_FRAME_PRESENT_ALL) != 0 && !rectangles.empty())
        return BrokenRule{KMSMIRROR_FRAME_ERROR_DAMAGE,
                          fmt::format("PRESENT says that everything changed and has {} rectangles", rectangles.size())};
    const Rect whole = rect_of(source);
    for (const kmsmirror_rect& r : rectangles)
        if (r.x1 >= r.x2 || r.y1 >= r.y2 || r.x1 < 0 || r.y1 < 0 || r.x2 > whole.x2 || r.y2 > whole.y2)
            return BrokenRule{KMSMIRROR_FRAME_ERROR_DAMAGE,
                              fmt::format("rectangle {},{} to {},{} is empty or not inside {}x{}", r.x1, r.y1, r.x2,
                                          r.y2, whole.x2, whole.y2)};
    return std::nullopt;
}

}  // namespace

std::optional<BrokenRule> check_message(const kmsmirror_frame_header& header, std::size_t bytes, int fd_count) {
    if (bytes < sizeof(header))
        return BrokenRule{KMSMIRROR_FRAME_ERROR_MALFORMED,
                          fmt::format("the message has {} bytes, its header alone needs {}", bytes, sizeof(header))};
    const ClientMessage* kind = find_client_message(header.type);
    if (kind == nullptr)
        return BrokenRule{KMSMIRROR_FRAME_ERROR_UNSUPPORTED,
                          fmt::format("message type {:#x} is not one that a client may send", header.type)};
    if (header.size != bytes)
        return BrokenRule{KMSMIRROR_FRAME_ERROR_MALFORMED,
                          fmt::format("the header says {} bytes, the message has {}", header.size, bytes)};
    if (kind->bytes != 0 && kind->bytes != bytes)
        return BrokenRule{KMSMIRROR_FRAME_ERROR_MALFORMED,
                          fmt::format("{} has {} bytes, it needs {}", kind->name, bytes, kind->bytes)};
    if (fd_count != kind->fd_count)
        return BrokenRule{KMSMIRROR_FRAME_ERROR_FDS,
                          fmt::format("{} takes {} file descriptors, the message has {}", kind->name, kind->fd_count,
                                      fd_count > 1 ? "several" : std::to_string(fd_count))};
    return std::nullopt;
}

std::optional<BrokenRule> check_present(const kmsmirror_frame_present& message, std::size_t bytes, Size source) {
    auto broken = check_form(message, bytes);
    return broken ? broken : check_damage(message, source);
}

}  // namespace kmsmirror::session
