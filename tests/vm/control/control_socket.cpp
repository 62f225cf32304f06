// SPDX-License-Identifier: MIT
#include "tests/vm/control/control_socket.h"

#include <fmt/format.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <stdexcept>

#include "tests/vm/control/socket_io.h"
#include "tests/vm/control/throw_errno.h"

namespace kmsmirror::control {
namespace {

sockaddr_un address_of(const std::string& path) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    if (path.size() >= sizeof address.sun_path)
        throw std::invalid_argument("the socket's path is too long: " + path);
    std::memcpy(address.sun_path, path.data(), path.size());
    return address;
}

std::string receive_to_end(int fd) {
    std::string text;
    std::array<char, 4096> buffer{};
    while (true) {
        const ssize_t count = ::recv(fd, buffer.data(), buffer.size(), 0);
        if (count < 0 && errno == EINTR)
            continue;
        if (count <= 0)
            return text;
        text.append(buffer.data(), static_cast<std::size_t>(count));
    }
}

}  // namespace

UniqueFd listen_on(const std::string& path) {
    const sockaddr_un address = address_of(path);
    UniqueFd fd(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
    if (!fd)
        throw_errno("socket");
    ::unlink(path.c_str());
    constexpr int backlog = 16;
    if (::bind(fd.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0 ||
        ::listen(fd.get(), backlog) != 0)
        throw_errno(path);
    return fd;
}

std::vector<std::string> receive_words(int connection) {
    const std::string text = receive_to_end(connection);
    std::vector<std::string> words;
    std::size_t start = 0;
    for (std::size_t end = text.find('\0'); end != std::string::npos; end = text.find('\0', start)) {
        words.push_back(text.substr(start, end - start));
        start = end + 1;
    }
    return words;
}

void send_reply(int connection, const Reply& reply) {
    const std::string text =
        fmt::format("{} {}\n{}{}", reply.exit_code, reply.output.size(), reply.output, reply.error);
    static_cast<void>(send_all(connection, {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()}));
}

}  // namespace kmsmirror::control
