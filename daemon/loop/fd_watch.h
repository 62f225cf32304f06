// SPDX-License-Identifier: MIT
#pragma once

#include <functional>
#include <memory>

#include "loop/event_loop.h"

namespace kmsmirror::loop {

// Calls back while a borrowed file descriptor (socket, pipe, device; not a regular file) is readable, level-triggered,
// also when its peer has hung up. The descriptor stays the caller's: it must be open as long as the watch lives and is
// never closed here. Its open file description becomes nonblocking. At most one watch per descriptor.
// May be destroyed at any time, also inside its own callback; no callback comes after that. After a callback that threw
// none for being readable comes for EventLoop::failure_pause.
// Cost of one event: one epoll_wait, one epoll_ctl.
class FdWatch {
public:
    // Throws std::system_error when the descriptor cannot be watched.
    FdWatch(EventLoop& loop, int fd, std::function<void()> on_readable);
    ~FdWatch();
    FdWatch(const FdWatch&) = delete;
    FdWatch& operator=(const FdWatch&) = delete;

    // Calls `on_writable` once, as soon as the descriptor takes data. Asking again before that replaces it.
    void wait_writable(std::function<void()> on_writable);

private:
    struct State;
    std::shared_ptr<State> state_;
};

}  // namespace kmsmirror::loop
