// SPDX-License-Identifier: MIT
#pragma once

#include <list>
#include <thread>

#include "base/unique_fd.h"
#include "tests/vm/emulator/commands.h"

namespace kmsmirror::emulator {

// Runs the commands that arrive at a listening socket, each in a thread of its own because some wait, until SIGTERM or
// SIGINT. Ends with all displays unplugged and all threads joined. The signals must be blocked in every thread.
class Server {
public:
    // Throws std::system_error.
    explicit Server(UniqueFd listener);
    ~Server();
    Server(const Server&) = delete;
    Server& operator=(const Server&) = delete;

    void run();

private:
    struct Worker;

    void accept_one();
    void join_finished();

    UniqueFd listener_;
    UniqueFd signals_;
    Commands commands_;
    std::list<Worker> workers_;
};

// Blocks the signals that end the server, for this thread and those it starts.
void block_end_signals();

}  // namespace kmsmirror::emulator
