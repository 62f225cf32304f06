// SPDX-License-Identifier: MIT
#pragma once

#include <dirent.h>
#include <kmsmirror-frame.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <memory>
#include <optional>
#include <stdexcept>
#include <vector>

#include "base/unique_fd.h"

namespace kmsmirror::session {

inline constexpr std::uint32_t first_attached = KMSMIRROR_FRAME_FIRST_ATTACHED;

// The client's end of a channel without the library, so that it can break the rules.
class RawClient {
public:
    explicit RawClient(UniqueFd socket) : socket_(std::move(socket)) {}

    struct Message {
        std::vector<std::byte> bytes;
        UniqueFd fd;

        [[nodiscard]] std::uint32_t type() const { return as<kmsmirror_frame_header>().type; }
        template <class T>
        [[nodiscard]] T as() const {
            T message{};
            std::memcpy(&message, bytes.data(), std::min(bytes.size(), sizeof(message)));
            return message;
        }
    };

    // Nothing if no message waits, or the end, or a reset; `last_error` tells which.
    std::optional<Message> read() {
        Message message;
        message.bytes.resize(4096);
        alignas(cmsghdr) char control[CMSG_SPACE(sizeof(int))] = {};
        iovec vector{message.bytes.data(), message.bytes.size()};
        msghdr header{};
        header.msg_iov = &vector;
        header.msg_iovlen = 1;
        header.msg_control = control;
        header.msg_controllen = sizeof(control);
        const ssize_t bytes = ::recvmsg(socket_.get(), &header, MSG_DONTWAIT | MSG_CMSG_CLOEXEC);
        last_error = bytes < 0 ? errno : 0;
        if (bytes <= 0)
            return std::nullopt;
        message.bytes.resize(static_cast<std::size_t>(bytes));
        if (const cmsghdr* rights = CMSG_FIRSTHDR(&header); rights != nullptr) {
            int fd = -1;
            std::memcpy(&fd, CMSG_DATA(rights), sizeof(fd));
            message.fd.reset(fd);
        }
        return message;
    }
    [[nodiscard]] std::vector<Message> read_all() {
        std::vector<Message> messages;
        while (auto message = read())
            messages.push_back(std::move(*message));
        return messages;
    }

    bool send_bytes(const void* data, std::size_t bytes, const std::vector<int>& fds = {}) {
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
        return ::sendmsg(socket_.get(), &header, MSG_NOSIGNAL | MSG_DONTWAIT) >= 0;
    }
    template <class Message>
    bool send(const Message& message, const std::vector<int>& fds = {}) {
        return send_bytes(&message, message.header.size, fds);
    }
    void leave() { socket_.reset(); }

    int last_error = 0;

private:
    UniqueFd socket_;
};

// A PRESENT that keeps the rules.
inline kmsmirror_frame_present make_present(std::uint32_t index, const std::vector<kmsmirror_rect>& rectangles = {},
                                            std::uint64_t serial = 1) {
    kmsmirror_frame_present message{};
    message.header.type = KMSMIRROR_FRAME_PRESENT;
    message.header.size = static_cast<std::uint32_t>(KMSMIRROR_FRAME_PRESENT_BYTES(rectangles.size()));
    message.serial = serial;
    message.index = index;
    message.rectangle_count = static_cast<std::uint32_t>(rectangles.size());
    std::copy(rectangles.begin(), rectangles.end(), message.rectangles);
    return message;
}

// An ATTACH that keeps the rules for a source of 64x48, if its memory has 48 rows of 256 bytes.
inline kmsmirror_frame_attach make_attach(std::uint32_t index = first_attached) {
    return {{KMSMIRROR_FRAME_ATTACH, sizeof(kmsmirror_frame_attach)}, index, 64, 48, 0x34325258, 256, 0, 0};
}

inline kmsmirror_frame_detach make_detach(std::uint32_t index) {
    return {{KMSMIRROR_FRAME_DETACH, sizeof(kmsmirror_frame_detach)}, index, 0};
}

// Shared memory, which FakeHost takes for a dma-buf.
inline UniqueFd make_memory(std::size_t bytes = std::size_t{48} * 256) {
    UniqueFd memory(::memfd_create("client", MFD_CLOEXEC));
    if (::ftruncate(memory.get(), static_cast<off_t>(bytes)) != 0)
        throw std::runtime_error("ftruncate");
    return memory;
}

// How many file descriptors this process has open.
inline int count_open_fds() {
    const std::unique_ptr<DIR, int (*)(DIR*)> folder(::opendir("/proc/self/fd"), &::closedir);
    int count = 0;
    while (::readdir(folder.get()) != nullptr)
        ++count;
    return count;
}

}  // namespace kmsmirror::session
