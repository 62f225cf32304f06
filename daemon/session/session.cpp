// SPDX-License-Identifier: MIT
#include "session/session.h"

#include <algorithm>
#include <cstring>
#include <utility>

#include "base/log.h"

namespace kmsmirror::session {
namespace {

// A client that follows the rules leaves at most two messages for each buffer unread; this is room for about a hundred.
constexpr int send_room = 32 * 1024;
// For the ERROR that tells a client that it has filled the other.
constexpr int last_send_room = 2 * send_room;

template <class Message>
Message make_message(kmsmirror_frame_type type) {
    Message message{};
    message.header = {type, sizeof(Message)};
    return message;
}

template <class Message>
std::span<const std::byte> bytes_of(const Message& message) {
    return std::as_bytes(std::span(&message, 1));
}

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

}  // namespace

Session::Session(UniqueFd socket, Host& host, OnClosed on_closed)
    : socket_(std::move(socket)), host_(host), on_closed_(std::move(on_closed)) {
    set_send_room(socket_.get(), send_room);
    frame_.damage.reserve(KMSMIRROR_FRAME_MAX_RECTANGLES);
}

// Runs the body of a public call. The outermost one reports that the session was closed, when nothing uses it any more.
template <class Call>
void Session::enter(Call call) {
    if (!is_open())
        return;
    ++calls_;
    call();
    --calls_;
    if (calls_ > 0 || is_open())
        return;
    const auto on_closed = std::exchange(on_closed_, nullptr);
    on_closed(reason_);
}

void Session::start() {
    enter([this] { greet(); });
}

void Session::greet() {
    const auto offered = host_.offered_buffers();
    auto hello = make_message<kmsmirror_frame_hello>(KMSMIRROR_FRAME_HELLO);
    hello.version = KMSMIRROR_FRAME_VERSION;
    hello.buffer_count = static_cast<std::uint32_t>(offered.size());
    if (!offered.empty()) {
        hello.width = offered.front().size.width;
        hello.height = offered.front().size.height;
        hello.format = offered.front().format;
    }
    hello.refresh_mhz = host_.refresh_mhz();
    hello.max_rectangles = KMSMIRROR_FRAME_MAX_RECTANGLES;
    hello.max_message_bytes = sizeof(kmsmirror_frame_present);
    send(bytes_of(hello));
    for (const OfferedBuffer& buffer : offered) {
        buffers_.push_back({buffer.index, buffer.size, false});
        send(bytes_of(message_of(buffer)), buffer.dma_buf);
    }
    for (const std::uint32_t index : host_.free_buffers())
        release(index);
}

void Session::handle_readable() {
    enter([this] {
        const auto received = receive_message(socket_.get(), std::as_writable_bytes(std::span(&message_, 1)));
        if (received) {
            handle_message(*received);
            return;
        }
        const std::errc error{received.error().value()};
        // A reset comes ahead of what the client sent last: that is read next, then the end.
        if (error == std::errc::resource_unavailable_try_again || error == std::errc::connection_reset ||
            error == std::errc::interrupted)
            return;
        log::error("frame client: cannot receive: {}", received.error().message());
        close(CloseReason::socket_error);
    });
}

void Session::handle_message(const ReceivedMessage& received) {
    if (received.is_end) {
        close(CloseReason::client_left);
        return;
    }
    ++message_count_;
    const std::size_t bytes = received.bytes;
    const auto& header = message_.header;
    if (received.had_fds)
        break_rule(KMSMIRROR_FRAME_ERROR_FDS, "the message carries file descriptors, no message of a client does");
    else if (bytes < sizeof(header))
        break_rule(KMSMIRROR_FRAME_ERROR_MALFORMED,
                   fmt::format("the message has {} bytes, its header alone needs {}", bytes, sizeof(header)));
    else if (header.type != KMSMIRROR_FRAME_PRESENT)
        break_rule(KMSMIRROR_FRAME_ERROR_UNSUPPORTED,
                   fmt::format("message type {:#x} is not one that a client may send", header.type));
    else if (header.size != bytes)
        break_rule(KMSMIRROR_FRAME_ERROR_MALFORMED,
                   fmt::format("the header says {} bytes, the message has {}", header.size, bytes));
    else
        handle_present(bytes);
}

void Session::handle_present(std::size_t bytes) {
    constexpr std::size_t fixed_bytes = KMSMIRROR_FRAME_PRESENT_BYTES(std::size_t{0});
    if (bytes < fixed_bytes)
        return break_rule(KMSMIRROR_FRAME_ERROR_MALFORMED,
                          fmt::format("PRESENT has {} bytes, it needs {}", bytes, fixed_bytes));
    const std::size_t count = message_.rectangle_count;
    if (count > KMSMIRROR_FRAME_MAX_RECTANGLES)
        return break_rule(KMSMIRROR_FRAME_ERROR_DAMAGE, fmt::format("PRESENT has {} rectangles, {} are allowed", count,
                                                                    KMSMIRROR_FRAME_MAX_RECTANGLES));
    if (bytes != KMSMIRROR_FRAME_PRESENT_BYTES(count))
        return break_rule(KMSMIRROR_FRAME_ERROR_MALFORMED,
                          fmt::format("PRESENT with {} rectangles has {} bytes, not {}", count,
                                      KMSMIRROR_FRAME_PRESENT_BYTES(count), bytes));
    if ((message_.flags & ~KMSMIRROR_FRAME_PRESENT_ALL) != 0)
        return break_rule(KMSMIRROR_FRAME_ERROR_UNSUPPORTED,
                          fmt::format("flags {:#x} of PRESENT are not known", message_.flags));
    if (message_.reserved != 0)
        return break_rule(KMSMIRROR_FRAME_ERROR_MALFORMED,
                          fmt::format("the reserved field of PRESENT is {}, it must be 0", message_.reserved));
    Buffer* buffer = find(message_.index);
    if (buffer == nullptr)
        return break_rule(KMSMIRROR_FRAME_ERROR_BUFFER, fmt::format("there is no buffer {}, there are {} from 0 on",
                                                                    message_.index, buffers_.size()));
    if (!buffer->is_clients)
        return break_rule(
            KMSMIRROR_FRAME_ERROR_BUFFER,
            fmt::format("buffer {} is not the client's: it was presented and not released", message_.index));
    if (!take_damage(*buffer))
        return;
    buffer->is_clients = false;
    frame_.buffer_index = message_.index;
    frame_.serial = message_.serial;
    host_.present(frame_);
}

// Puts the damage of the message into the frame.
bool Session::take_damage(const Buffer& buffer) {
    const Rect whole = rect_of(buffer.size);
    const std::span rectangles(message_.rectangles, message_.rectangle_count);
    frame_.damage.clear();
    if ((message_.flags & KMSMIRROR_FRAME_PRESENT_ALL) != 0) {
        frame_.damage.push_back(whole);
        if (!rectangles.empty())
            break_rule(KMSMIRROR_FRAME_ERROR_DAMAGE,
                       fmt::format("PRESENT says that everything changed and has {} rectangles", rectangles.size()));
        return rectangles.empty();
    }
    for (const kmsmirror_rect& r : rectangles) {
        if (r.x1 >= r.x2 || r.y1 >= r.y2 || r.x1 < 0 || r.y1 < 0 || r.x2 > whole.x2 || r.y2 > whole.y2) {
            break_rule(KMSMIRROR_FRAME_ERROR_DAMAGE,
                       fmt::format("rectangle {},{} to {},{} is empty or not inside {}x{}", r.x1, r.y1, r.x2, r.y2,
                                   whole.x2, whole.y2));
            return false;
        }
        frame_.damage.push_back({r.x1, r.y1, r.x2, r.y2});
    }
    return true;
}

void Session::release(std::uint32_t index) {
    enter([this, index] {
        Buffer* buffer = find(index);
        if (buffer == nullptr || buffer->is_clients)
            return;
        buffer->is_clients = true;
        auto message = make_message<kmsmirror_frame_release>(KMSMIRROR_FRAME_RELEASE);
        message.index = index;
        send(bytes_of(message));
    });
}

void Session::presented(std::uint64_t serial, std::uint64_t sequence, std::uint64_t time_ns) {
    enter([&] {
        auto message = make_message<kmsmirror_frame_presented>(KMSMIRROR_FRAME_PRESENTED);
        message.serial = serial;
        message.sequence = sequence;
        message.time_ns = time_ns;
        send(bytes_of(message));
    });
}

void Session::end(const std::string& why) {
    enter([&] {
        say_why(KMSMIRROR_FRAME_ERROR_GONE, why, 0);
        close(CloseReason::ended);
    });
}

void Session::send(std::span<const std::byte> message, int fd) {
    if (!is_open())
        return;
    const std::error_code error = send_message(socket_.get(), message, fd);
    // A client that is gone is seen when its end is read, after what it sent last.
    if (!error || error == std::errc::broken_pipe || error == std::errc::connection_reset)
        return;
    if (error != std::errc::resource_unavailable_try_again) {
        log::error("frame client: cannot send: {}", error.message());
        close(CloseReason::socket_error);
        return;
    }
    const std::string text = "the client does not read its messages, there is no room for more";
    log::warning("frame client disconnected: {}", text);
    set_send_room(socket_.get(), last_send_room);
    say_why(KMSMIRROR_FRAME_ERROR_NOT_READING, text, 0);
    close(CloseReason::not_reading);
}

void Session::break_rule(std::uint32_t code, const std::string& text) {
    log::warning("frame client disconnected at its message {}: {}", message_count_, text);
    say_why(code, text, message_count_);
    close(CloseReason::rule_broken);
}

void Session::say_why(std::uint32_t code, const std::string& text, std::uint64_t message_number) {
    auto message = make_message<kmsmirror_frame_error>(KMSMIRROR_FRAME_ERROR);
    message.code = code;
    message.message_number = message_number;
    text.copy(message.text, sizeof(message.text) - 1);
    discard_unread(socket_.get());
    // Nothing is lost for the daemon if the client cannot be told any more.
    [[maybe_unused]] const auto ignored = send_message(socket_.get(), bytes_of(message));
}

void Session::close(CloseReason reason) {
    reason_ = reason;
    socket_.reset();
    for (Buffer& buffer : buffers_)
        buffer.is_clients = false;
}

bool Session::is_owned_by_client(std::uint32_t index) const noexcept {
    return std::ranges::any_of(buffers_,
                               [index](const Buffer& buffer) { return buffer.index == index && buffer.is_clients; });
}

Session::Buffer* Session::find(std::uint32_t index) noexcept {
    const auto found = std::ranges::find(buffers_, index, &Buffer::index);
    return found == buffers_.end() ? nullptr : &*found;
}

}  // namespace kmsmirror::session
