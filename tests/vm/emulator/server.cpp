// SPDX-License-Identifier: MIT
#include "tests/vm/emulator/server.h"

#include <poll.h>
#include <sys/signalfd.h>
#include <sys/socket.h>

#include <array>
#include <atomic>
#include <cerrno>
#include <csignal>
#include <system_error>

#include "tests/vm/control/control_socket.h"

namespace kmsmirror::emulator {
namespace {

sigset_t end_signals() {
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGTERM);
    sigaddset(&set, SIGINT);
    return set;
}

UniqueFd open_signals() {
    const sigset_t set = end_signals();
    UniqueFd fd(::signalfd(-1, &set, SFD_CLOEXEC));
    if (!fd)
        throw std::system_error(errno, std::generic_category(), "signalfd");
    return fd;
}

}  // namespace

struct Server::Worker {
    UniqueFd connection;
    std::atomic<bool> finished = false;
    std::thread thread;
};

Server::Server(UniqueFd listener) : listener_(std::move(listener)), signals_(open_signals()) {}

Server::~Server() {
    commands_.unplug_all();
    for (Worker& worker : workers_) {
        // A client that never sends its command must not keep us.
        ::shutdown(worker.connection.get(), SHUT_RD);
        worker.thread.join();
    }
}

void Server::run() {
    std::array<pollfd, 2> items = {{{listener_.get(), POLLIN, 0}, {signals_.get(), POLLIN, 0}}};
    while (true) {
        if (::poll(items.data(), items.size(), -1) < 0) {
            if (errno == EINTR)
                continue;
            throw std::system_error(errno, std::generic_category(), "poll");
        }
        if (items[1].revents != 0)
            return;
        join_finished();
        accept_one();
    }
}

void Server::accept_one() {
    UniqueFd connection(::accept4(listener_.get(), nullptr, nullptr, SOCK_CLOEXEC));
    if (!connection)
        return;
    Worker& worker = workers_.emplace_back();
    worker.connection = std::move(connection);
    worker.thread = std::thread([this, &worker] {
        const int fd = worker.connection.get();
        const auto words = control::receive_words(fd);
        control::send_reply(fd, commands_.run(words));
        ::shutdown(fd, SHUT_RDWR);
        worker.finished = true;
    });
}

void Server::join_finished() {
    workers_.remove_if([](Worker& worker) {
        const bool finished = worker.finished;
        if (finished)
            worker.thread.join();
        return finished;
    });
}

void block_end_signals() {
    const sigset_t set = end_signals();
    ::pthread_sigmask(SIG_BLOCK, &set, nullptr);
}

}  // namespace kmsmirror::emulator
