// SPDX-License-Identifier: MIT
// bad-client WAY [--session-bus] [--memory KIND]: opens a session of the real daemon and breaks one rule of the frame
// channel. Ends with 0 only if the daemon told it why and disconnected it; attach-... only if the daemon told it why
// and goes on with it, if not otherwise said below. KIND is where memory to attach comes from, as kmsmirror-pattern
// --buffers has it, or "memfd" for a daemon that takes that for a dma-buf; default: udmabuf.
#include <fcntl.h>
#include <fmt/format.h>
#include <kmsmirror.h>
#include <poll.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <deque>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "tools/own_memory.h"

namespace {

using kmsmirror::tools::OwnMemory;

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
    BadClient(bool session_bus, std::string memory_kind) : memory_kind_(std::move(memory_kind)) {
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
        send_bytes(&present.message, present.message.header.size, {STDERR_FILENO});
    }

    void attach_with_two_fds() {
        const OwnMemory memory = make_memory();
        const kmsmirror_frame_attach message = attach_of(KMSMIRROR_FRAME_FIRST_ATTACHED);
        send_bytes(&message, sizeof(message), {memory.fd(), memory.fd()});
    }

    void attach_no_dma_buf() {
        const int device = ::open("/dev/zero", O_RDWR | O_CLOEXEC);
        expect_refusal(buffer_in(device), "dma-buf");
        ::close(device);
    }

    void attach_too_small() {
        const OwnMemory memory = make_memory();
        kmsmirror_buffer buffer = buffer_in(memory.fd());
        buffer.offset = buffer.pitch * buffer.height;
        expect_refusal(buffer, "the dma-buf has");
    }

    void attach_wrong_pitch() {
        const OwnMemory memory = make_memory();
        kmsmirror_buffer buffer = buffer_in(memory.fd());
        buffer.pitch = buffer.width;
        expect_refusal(buffer, "is less than a row");
    }

    // The library stops at the limit, so the one too many goes past it.
    void attach_too_many() {
        const OwnMemory memory = make_memory();
        const kmsmirror_buffer buffer = buffer_in(memory.fd());
        for (int i = 0; i < KMSMIRROR_FRAME_MAX_ATTACHED; ++i)
            if (kmsmirror_attach_buffer(session_, &buffer, timeout_ms) < 0)
                throw std::runtime_error(kmsmirror_error_text(session_));
        const kmsmirror_frame_attach message = attach_of(KMSMIRROR_FRAME_FIRST_ATTACHED + KMSMIRROR_FRAME_MAX_ATTACHED);
        send_bytes(&message, sizeof(message), {memory.fd()});
        kmsmirror_frame_attached answer{};
        do {
            pollfd poll{kmsmirror_get_fd(session_), POLLIN, 0};
            if (::poll(&poll, 1, timeout_ms) != 1 || ::recv(poll.fd, &answer, sizeof(answer), MSG_DONTWAIT) <= 0)
                throw std::runtime_error("the daemon does not answer");
        } while (answer.header.type != KMSMIRROR_FRAME_ATTACHED);
        fmt::print("{}\n", answer.text);
        if (answer.result != KMSMIRROR_FRAME_REFUSED_INDEX)
            throw std::runtime_error("the daemon did not refuse the buffer for its index");
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

    void expect_to_go_on() {
        send(Present(acquire()));
        if (kmsmirror_dispatch(session_) < 0)
            throw std::runtime_error(kmsmirror_error_text(session_));
    }

private:
    [[nodiscard]] OwnMemory make_memory() const {
        const std::size_t bytes = kmsmirror::tools::own_bytes(*kmsmirror_get_info(session_));
        if (memory_kind_ != "memfd")
            return {memory_kind_, bytes};
        const int fd = ::memfd_create("bad-client", MFD_CLOEXEC);
        if (::ftruncate(fd, static_cast<off_t>(bytes)) != 0)
            throw std::runtime_error(fmt::format("ftruncate: {}", std::strerror(errno)));
        return {fd, bytes};
    }
    [[nodiscard]] kmsmirror_buffer buffer_in(int dma_buf) const {
        const kmsmirror_info& info = *kmsmirror_get_info(session_);
        kmsmirror_buffer buffer{};
        buffer.width = info.width;
        buffer.height = info.height;
        buffer.pitch = kmsmirror::tools::own_pitch(info);
        buffer.format = info.format;
        buffer.dma_buf = dma_buf;
        return buffer;
    }
    [[nodiscard]] kmsmirror_frame_attach attach_of(std::uint32_t index) const {
        const kmsmirror_buffer buffer = buffer_in(-1);
        return {{KMSMIRROR_FRAME_ATTACH, sizeof(kmsmirror_frame_attach)},
                index,
                buffer.width,
                buffer.height,
                buffer.format,
                buffer.pitch,
                0,
                0};
    }
    void expect_refusal(const kmsmirror_buffer& buffer, std::string_view reason) {
        const int result = kmsmirror_attach_buffer(session_, &buffer, timeout_ms);
        const std::string_view text = kmsmirror_error_text(session_);
        fmt::print("{}\n", text);
        if (result != -EINVAL || text.find(reason) == std::string_view::npos)
            throw std::runtime_error("the daemon did not refuse the buffer for this");
    }
    std::uint32_t acquire() {
        const int index = kmsmirror_acquire(session_, timeout_ms);
        if (index < 0)
            throw std::runtime_error(kmsmirror_error_text(session_));
        return static_cast<std::uint32_t>(index);
    }
    void send(const Present& present) { send_bytes(&present, present.message.header.size); }
    void send_bytes(const void* data, std::size_t bytes, const std::vector<int>& fds = {}) {
        std::vector<char> control(CMSG_SPACE(fds.size() * sizeof(int)));
        iovec vector{const_cast<void*>(data), bytes};
        msghdr header{};
        header.msg_iov = &vector;
        header.msg_iovlen = 1;
        if (!fds.empty()) {
            header.msg_control = control.data();
            header.msg_controllen = control.size();
            cmsghdr* rights = CMSG_FIRSTHDR(&header);
            rights->cmsg_level = SOL_SOCKET;
            rights->cmsg_type = SCM_RIGHTS;
            rights->cmsg_len = CMSG_LEN(fds.size() * sizeof(int));
            std::memcpy(CMSG_DATA(rights), fds.data(), fds.size() * sizeof(int));
        }
        if (::sendmsg(kmsmirror_get_fd(session_), &header, MSG_NOSIGNAL) < 0)
            throw std::runtime_error(fmt::format("sendmsg: {}", std::strerror(errno)));
    }

    const std::string memory_kind_;
    kmsmirror_session* session_ = nullptr;
};

struct Way {
    std::string_view name;
    void (BadClient::*misbehave)();
    bool ends_session = true;
};

constexpr std::array<Way, 14> ways{{{"garbage", &BadClient::send_garbage},
                                    {"wrong-size", &BadClient::send_wrong_size},
                                    {"bad-index", &BadClient::send_bad_index},
                                    {"bad-rect", &BadClient::send_bad_rectangle},
                                    {"too-many-rects", &BadClient::send_too_many_rectangles},
                                    {"extra-fds", &BadClient::send_extra_fds},
                                    {"not-reading", &BadClient::present_without_reading},
                                    {"die-mid-frame", &BadClient::die_mid_frame},
                                    {"double-present", &BadClient::present_twice},
                                    {"attach-two-fds", &BadClient::attach_with_two_fds},  // ends the session
                                    {"attach-no-dma-buf", &BadClient::attach_no_dma_buf, false},
                                    {"attach-too-small", &BadClient::attach_too_small, false},
                                    {"attach-wrong-pitch", &BadClient::attach_wrong_pitch, false},
                                    {"attach-too-many", &BadClient::attach_too_many, false}}};

struct Options {
    bool session_bus = false;
    std::string memory_kind = "udmabuf";
};

Options parse_options(int argc, char** argv) {
    Options options;
    for (int i = 2; i < argc; ++i) {
        const std::string_view word = argv[i];
        if (word == "--session-bus")
            options.session_bus = true;
        else if (word == "--memory" && i + 1 < argc)
            options.memory_kind = argv[++i];
        else
            throw std::runtime_error(fmt::format("{}: not an option", word));
    }
    return options;
}

}  // namespace

int main(int argc, char** argv) {
    const std::string_view name = argc > 1 ? argv[1] : "";
    for (const Way& way : ways) {
        if (way.name != name)
            continue;
        try {
            const Options options = parse_options(argc, argv);
            BadClient client(options.session_bus, options.memory_kind);
            (client.*way.misbehave)();
            if (way.ends_session)
                client.expect_to_be_told();
            else
                client.expect_to_go_on();
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
