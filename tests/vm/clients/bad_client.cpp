// SPDX-License-Identifier: MIT
// bad-client WAY [--session-bus]: opens a session of the real daemon and breaks one rule of the frame channel.
// Ends with 0 only if the daemon told it why and disconnected it.
#include <fcntl.h>
#include <fmt/format.h>
#include <kmsmirror.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <deque>
#include <stdexcept>
#include <string_view>
#include <vector>

namespace {

constexpr int timeout_ms = 10000;

// A PRESENT of the whole picture that keeps the rules, with room for one rectangle too many.
struct Present {
    kmsmirror_frame_present message{};
    kmsmirror_rect one_more{};

    explicit Present(std::uint32_t index) {
        message.header = {KMSMIRROR_FRAME_PRESENT, KMSMIRROR_FRAME_PRESENT_BYTES(0)};
        message.index = index;
        message.flags = KMSMIRROR_FRAME_PRESENT_ALL;
    }
    void set_rectangles(std::uint32_t count, kmsmirror_rect value) {
        message.flags = 0;
        message.rectangle_count = count;
        message.header.size = static_cast<std::uint32_t>(KMSMIRROR_FRAME_PRESENT_BYTES(std::size_t{count}));
        for (std::uint32_t i = 0; i < count && i < KMSMIRROR_FRAME_MAX_RECTANGLES; ++i)
            message.rectangles[i] = value;
        one_more = value;
    }
};

class BadClient {
public:
    explicit BadClient(bool session_bus) {
        kmsmirror_options options{};
        options.options_size = sizeof(options);
        options.session_bus = session_bus ? 1 : 0;
        if (kmsmirror_open(&options, &session_) < 0)
            throw std::runtime_error(kmsmirror_error_text(nullptr));
    }
    ~BadClient() { kmsmirror_close(session_); }
    BadClient(const BadClient&) = delete;
    BadClient& operator=(const BadClient&) = delete;

    void send_garbage() { send_bytes("\xff\xee\xdd\xcc this is not a message of the frame channel", 48); }

    void send_wrong_size() {
        Present present(acquire());
        present.message.header.size += 16;
        send_bytes(&present, KMSMIRROR_FRAME_PRESENT_BYTES(0));
    }

    void send_bad_index() { send(Present(99)); }

    void send_bad_rectangle() {
        Present present(acquire());
        present.set_rectangles(1, {0, 0, static_cast<std::int32_t>(kmsmirror_get_info(session_)->width) + 1, 1});
        send(present);
    }

    void send_too_many_rectangles() {
        Present present(acquire());
        present.set_rectangles(KMSMIRROR_FRAME_MAX_RECTANGLES + 1, {0, 0, 1, 1});
        send(present);
    }

    void send_extra_fds() {
        const Present present(acquire());
        alignas(cmsghdr) std::array<char, CMSG_SPACE(sizeof(int))> control{};
        iovec vector{const_cast<kmsmirror_frame_present*>(&present.message), present.message.header.size};
        msghdr header{};
        header.msg_iov = &vector;
        header.msg_iovlen = 1;
        header.msg_control = control.data();
        header.msg_controllen = control.size();
        cmsghdr* rights = CMSG_FIRSTHDR(&header);
        rights->cmsg_level = SOL_SOCKET;
        rights->cmsg_type = SCM_RIGHTS;
        rights->cmsg_len = CMSG_LEN(sizeof(int));
        const int fd = STDERR_FILENO;
        std::memcpy(CMSG_DATA(rights), &fd, sizeof(fd));
        if (::sendmsg(kmsmirror_get_fd(session_), &header, MSG_NOSIGNAL) < 0)
            throw std::runtime_error(fmt::format("sendmsg: {}", std::strerror(errno)));
    }

    void present_twice() {
        const Present present(acquire());
        send(present);
        send(present);
    }

    [[noreturn]] void die_mid_frame() {
        const std::uint32_t index = acquire();
        const kmsmirror_buffer& buffer = *kmsmirror_get_buffer(session_, index);
        kmsmirror_begin_cpu_access(session_, index);
        std::memset(buffer.pixels, 0xff, std::size_t{buffer.pitch} * (buffer.height / 2));
        ::kill(::getpid(), SIGKILL);
        std::abort();
    }

    // Looks at the messages without taking them away, to know which buffers it may present.
    void present_without_reading() {
        const int fd = kmsmirror_get_fd(session_);
        std::deque<std::uint32_t> mine;
        for (int index = 0; (index = kmsmirror_acquire(session_, 0)) >= 0;)
            mine.push_back(static_cast<std::uint32_t>(index));
        const int from_the_start = 0;
        const timeval timeout{timeout_ms / 1000, 0};
        ::setsockopt(fd, SOL_SOCKET, SO_PEEK_OFF, &from_the_start, sizeof(from_the_start));
        ::setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &timeout, sizeof(timeout));
        ::fcntl(fd, F_SETFL, ::fcntl(fd, F_GETFL) & ~O_NONBLOCK);
        for (;;) {
            if (!mine.empty()) {
                const Present present(mine.front());
                if (::send(fd, &present.message, present.message.header.size, MSG_NOSIGNAL) < 0)
                    return;
                mine.pop_front();
            }
            kmsmirror_frame_error message{};
            if (::recv(fd, &message, sizeof(message), MSG_PEEK) <= 0 || message.header.type == KMSMIRROR_FRAME_ERROR)
                return;
            if (message.header.type == KMSMIRROR_FRAME_RELEASE) {
                kmsmirror_frame_release release{};
                std::memcpy(&release, &message, sizeof(release));
                mine.push_back(release.index);
            }
        }
    }

    // Throws unless the daemon has said why and closed the channel.
    void expect_to_be_told() {
        pollfd poll{kmsmirror_get_fd(session_), POLLIN, 0};
        int result = 0;
        while (result >= 0) {
            if (::poll(&poll, 1, timeout_ms) != 1)
                throw std::runtime_error("the daemon says nothing");
            result = kmsmirror_dispatch(session_);
        }
        fmt::print("{}\n", kmsmirror_error_text(session_));
        if (result != -EPROTO)
            throw std::runtime_error("the daemon did not say why");
        char byte = 0;
        if (::poll(&poll, 1, timeout_ms) != 1 || ::recv(poll.fd, &byte, 1, MSG_DONTWAIT) > 0)
            throw std::runtime_error("the daemon did not disconnect");
    }

private:
    std::uint32_t acquire() {
        const int index = kmsmirror_acquire(session_, timeout_ms);
        if (index < 0)
            throw std::runtime_error(kmsmirror_error_text(session_));
        return static_cast<std::uint32_t>(index);
    }
    void send(const Present& present) { send_bytes(&present, present.message.header.size); }
    void send_bytes(const void* data, std::size_t bytes) {
        if (::send(kmsmirror_get_fd(session_), data, bytes, MSG_NOSIGNAL) < 0)
            throw std::runtime_error(fmt::format("send: {}", std::strerror(errno)));
    }

    kmsmirror_session* session_ = nullptr;
};

struct Way {
    std::string_view name;
    void (BadClient::*misbehave)();
};

constexpr std::array<Way, 9> ways{{{"garbage", &BadClient::send_garbage},
                                   {"wrong-size", &BadClient::send_wrong_size},
                                   {"bad-index", &BadClient::send_bad_index},
                                   {"bad-rect", &BadClient::send_bad_rectangle},
                                   {"too-many-rects", &BadClient::send_too_many_rectangles},
                                   {"extra-fds", &BadClient::send_extra_fds},
                                   {"not-reading", &BadClient::present_without_reading},
                                   {"die-mid-frame", &BadClient::die_mid_frame},
                                   {"double-present", &BadClient::present_twice}}};

}  // namespace

int main(int argc, char** argv) {
    const std::string_view name = argc > 1 ? argv[1] : "";
    const bool session_bus = argc > 2 && std::string_view(argv[2]) == "--session-bus";
    for (const Way& way : ways) {
        if (way.name != name)
            continue;
        try {
            BadClient client(session_bus);
            (client.*way.misbehave)();
            client.expect_to_be_told();
            return 0;
        } catch (const std::exception& error) {
            fmt::print(stderr, "bad-client {}: {}\n", name, error.what());
            return 1;
        }
    }
    fmt::print(stderr, "bad-client: '{}' is not one of", name);
    for (const Way& way : ways)
        fmt::print(stderr, " {}", way.name);
    fmt::print(stderr, "\n");
    return 2;
}
