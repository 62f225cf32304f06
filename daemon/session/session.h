// SPDX-License-Identifier: MIT
#pragma once

#include <kmsmirror-frame.h>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/unique_fd.h"
#include "session/attach_rules.h"
#include "session/buffer_table.h"
#include "session/channel_socket.h"
#include "session/host.h"
#include "session/message_rules.h"

namespace kmsmirror::session {

enum class CloseReason {
    client_left,   // it closed its end or died
    rule_broken,   // it broke a rule of the frame channel and was told which
    not_reading,   // it let its messages pile up and was told so
    socket_error,  // the daemon's own trouble with the socket
    failed,        // the daemon could not do what the client asked, or what the host wanted to tell it
    ended,         // end() was called
};

// One client of a source, on one SOCK_SEQPACKET channel (protocol/frame-channel.md). Owns the socket and knows who owns
// each buffer. Believes nothing that a client sends: what breaks a rule is answered with ERROR, logged once, and ends
// the session; memory that cannot be attached is refused, and the session goes on. Main thread; never blocks.
//
// An exception of the host, or for want of memory, costs this client its session and is logged; it comes out of no
// call.
//
// `on_closed` is called once, as the last thing a call does: the session may be destroyed in it.
class Session {
public:
    using OnClosed = std::function<void(CloseReason)>;

    // `host` outlives the session.
    Session(UniqueFd socket, Host& host, OnClosed on_closed);

    // Greets the client: HELLO, the buffers, and RELEASE of those that are free. To be called once, first.
    void start();

    // To wait for input on, as long as is_open(). Borrowed; -1 once closed.
    [[nodiscard]] int fd() const noexcept { return socket_.get(); }
    [[nodiscard]] bool is_open() const noexcept { return static_cast<bool>(socket_); }

    // The socket is readable: reads exactly one message, so that no system call is wasted on finding nothing and a
    // busy client cannot keep the loop for itself. A level-triggered loop calls again while there is more.
    void handle_readable();

    // It sends nothing more; what it sent before may be unread.
    [[nodiscard]] bool has_client_left() const noexcept;

    // The client owns the buffer again. Nothing happens once the session is closed.
    void release(std::uint32_t index);
    // The frame of the client's PRESENT with `serial` is on the display. `time_ns` is CLOCK_MONOTONIC.
    void presented(std::uint64_t serial, std::uint64_t sequence, std::uint64_t time_ns);
    // All offered buffers of the host are other ones: the client draws into these from now on, and gives back those
    // that it has, by Host::present() or Host::detach(). The host releases none of the old ones any more. A client that
    // still has an old buffer whose index is offered anew is disconnected.
    void buffers_replaced();
    // Tells the client that its source ended or changed, and closes.
    void end(const std::string& why);

    [[nodiscard]] bool is_owned_by_client(std::uint32_t index) const noexcept { return buffers_.is_clients(index); }

private:
    void greet();
    void offer(const std::vector<OfferedBuffer>& buffers);
    void send(std::span<const std::byte> message, int fd = -1);
    void handle_message(ReceivedMessage& received);
    void handle_present(std::size_t bytes);
    void handle_attach(std::vector<UniqueFd>& fds);
    // Takes the dma-buf if that is what it is.
    [[nodiscard]] tl::expected<Attachment, Refusal> attach(const kmsmirror_frame_attach& message, UniqueFd& dma_buf);
    void handle_detach();

    void break_rule(const BrokenRule& rule);
    void refuse_buffer(const std::string& text);
    void stop_unread(std::string_view text);
    void fail(const char* what);
    void say_why(std::uint32_t code, std::string_view text, std::uint64_t message_number);
    void close_fds(std::vector<UniqueFd> fds);
    void close(CloseReason reason);
    template <class Call>
    void enter(Call call);

    UniqueFd socket_;
    Host& host_;
    OnClosed on_closed_;
    CloseReason reason_ = CloseReason::client_left;
    int calls_ = 0;  // depth: the host may call back while it handles a frame
    std::uint64_t message_count_ = 0;
    Size source_size_;
    BufferTable buffers_;
    PresentedFrame frame_;               // kept for the memory of its rectangles
    kmsmirror_frame_present message_{};  // the largest one; other types lie at its beginning
};

}  // namespace kmsmirror::session
