// SPDX-License-Identifier: MIT
#include "session/session.h"

#include <algorithm>
#include <array>
#include <exception>
#include <memory>
#include <new>
#include <utility>

#include "base/log.h"
#include "session/messages.h"

namespace kmsmirror::session {
namespace {

// A client that follows the rules leaves at most two messages for each buffer unread, and three more when it is
// replaced; this is room for about 150.
constexpr int send_room = 64 * 1024;
// For the ERROR that tells a client that it has filled the other.
constexpr int last_send_room = 2 * send_room;

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
    try {
        call();
    } catch (const std::exception& error) {
        fail(error.what());
    }
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
        source_size_ = offered.front().size;
        hello.format = offered.front().format;
    }
    hello.width = source_size_.width;
    hello.height = source_size_.height;
    hello.refresh_mhz = host_.refresh_mhz();
    hello.max_rectangles = KMSMIRROR_FRAME_MAX_RECTANGLES;
    hello.max_message_bytes = sizeof(kmsmirror_frame_present);
    send(bytes_of(hello));
    offer(offered);
}

void Session::offer(const std::vector<OfferedBuffer>& buffers) {
    for (const OfferedBuffer& buffer : buffers) {
        if (buffers_.find(buffer.index) != nullptr)
            return stop_unread(
                fmt::format("the client has not given back buffer {}, which was withdrawn before", buffer.index));
        const auto info = host_.inspect(buffer.dma_buf);
        buffers_.add({buffer.index, info ? info->identity : 0});
        send(bytes_of(message_of(buffer)), buffer.dma_buf);
        if (!is_open())
            return;
    }
    for (const std::uint32_t index : host_.free_buffers())
        release(index);
}

void Session::buffers_replaced() {
    enter([this] {
        auto message = make_message<kmsmirror_frame_withdraw>(KMSMIRROR_FRAME_WITHDRAW);
        for (const std::uint32_t index : buffers_.withdraw()) {
            message.index = index;
            send(bytes_of(message));
        }
        if (is_open())
            offer(host_.offered_buffers());
    });
}

void Session::handle_readable() {
    enter([this] {
        auto received = receive_message(socket_.get(), std::as_writable_bytes(std::span(&message_, 1)));
        if (received) {
            handle_message(*received);
            close_fds(std::move(received->fds));
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

bool Session::has_client_left() const noexcept {
    return is_other_end_closed(socket_.get());
}

void Session::handle_message(ReceivedMessage& received) {
    if (received.is_end)
        return close(CloseReason::client_left);
    ++message_count_;
    if (const auto broken = check_message(message_.header, received.bytes, received.fd_count))
        return break_rule(*broken);
    switch (message_.header.type) {
        case KMSMIRROR_FRAME_PRESENT:
            return handle_present(received.bytes);
        case KMSMIRROR_FRAME_ATTACH:
            return handle_attach(received.fds);
        default:
            return handle_detach();
    }
}

void Session::handle_present(std::size_t bytes) {
    if (const auto broken = check_present(message_, bytes, source_size_))
        return break_rule(*broken);
    const std::uint32_t index = message_.index;
    BufferTable::Buffer* buffer = buffers_.find(index);
    if (buffer == nullptr)
        return refuse_buffer(fmt::format("there is no buffer {}", index));
    if (!buffer->is_clients)
        return refuse_buffer(fmt::format("buffer {} is not the client's: it was presented and not released", index));
    buffers_.hand_over(*buffer, false);
    frame_.buffer_index = index;
    frame_.serial = message_.serial;
    frame_.damage.clear();
    if ((message_.flags & KMSMIRROR_FRAME_PRESENT_ALL) != 0)
        frame_.damage.push_back(rect_of(source_size_));
    for (const kmsmirror_rect& r : std::span(message_.rectangles, message_.rectangle_count))
        frame_.damage.push_back({r.x1, r.y1, r.x2, r.y2});
    host_.present(frame_);
}

void Session::release(std::uint32_t index) {
    enter([this, index] {
        auto* buffer = buffers_.find(index);
        if (buffer == nullptr || buffer->is_clients)
            return;
        buffers_.hand_over(*buffer, true);
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
    stop_unread("the client does not read its messages, there is no room for more");
}

void Session::stop_unread(std::string_view text) {
    log::warning("frame client disconnected: {}", text);
    set_send_room(socket_.get(), last_send_room);
    say_why(KMSMIRROR_FRAME_ERROR_NOT_READING, text, 0);
    close(CloseReason::not_reading);
}

void Session::break_rule(const BrokenRule& rule) {
    log::warning("frame client disconnected at its message {}: {}", message_count_, rule.text);
    say_why(rule.code, rule.text, message_count_);
    close(CloseReason::rule_broken);
}

void Session::refuse_buffer(const std::string& text) {
    break_rule({KMSMIRROR_FRAME_ERROR_BUFFER, text});
}

// Takes no memory: there may be none.
void Session::fail(const char* what) {
    if (!is_open())
        return;
    constexpr std::string_view beginning = "frame client disconnected: ";
    std::array<char, beginning.size() + KMSMIRROR_FRAME_MAX_TEXT> room{};
    const auto end = fmt::format_to_n(room.data(), room.size(), "{}the daemon failed: {}", beginning, what).out;
    const std::string_view line(room.data(), static_cast<std::size_t>(end - room.data()));
    log::write(log::Level::error, line);
    say_why(KMSMIRROR_FRAME_ERROR_GONE, line.substr(beginning.size()), 0);
    close(CloseReason::failed);
}

void Session::say_why(std::uint32_t code, std::string_view text, std::uint64_t message_number) {
    auto message = make_message<kmsmirror_frame_error>(KMSMIRROR_FRAME_ERROR);
    message.code = code;
    message.message_number = message_number;
    text.copy(message.text, sizeof(message.text) - 1);
    stop_receiving(socket_.get());
    // Nothing is lost for the daemon if the client cannot be told any more.
    [[maybe_unused]] const auto ignored = send_message(socket_.get(), bytes_of(message));
}

// To close a file that a client has sent may block for as long as that client likes: on a file system of its own, for
// example.
void Session::close_fds(std::vector<UniqueFd> fds) {
    if (std::none_of(fds.begin(), fds.end(), [](const UniqueFd& fd) { return static_cast<bool>(fd); }))
        return;
    const auto shared = std::make_shared<std::vector<UniqueFd>>(std::move(fds));
    host_.run_elsewhere([shared] { shared->clear(); });
    if (is_open() && host_.jobs_elsewhere() > most_jobs_elsewhere)
        break_rule({KMSMIRROR_FRAME_ERROR_MALFORMED, "the client sends files that take long to close"});
}

void Session::close(CloseReason reason) {
    reason_ = reason;
    try {
        const auto socket = std::make_shared<UniqueFd>(std::move(socket_));
        host_.run_elsewhere([socket] {
            discard_unread(socket->get());
            socket->reset();
        });
    } catch (const std::bad_alloc&) {
        socket_.reset();
    }
    for (const BufferTable::Buffer& buffer : buffers_.take_undetached())
        host_.detach(buffer.index);
}

}  // namespace kmsmirror::session
