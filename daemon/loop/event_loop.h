// SPDX-License-Identifier: MIT
#pragma once

#include <functional>
#include <memory>

namespace boost::asio {
class io_context;
}

namespace kmsmirror::loop {

// The one event loop of the daemon. It sleeps in epoll_wait without a timeout: no work, no wake-up.
// It outlives every watch, timer and signal set made on it; those belong to the thread that calls run().
class EventLoop {
public:
    EventLoop();
    ~EventLoop();
    EventLoop(const EventLoop&) = delete;
    EventLoop& operator=(const EventLoop&) = delete;

    // Returns after stop(). An exception out of a callback leaves it too; the loop may then be run again.
    void run();

    // Makes the present run() return, or the next one if none is. From any thread. What was posted is kept.
    void stop() noexcept;

    // Runs `function` on the loop's thread, in a later turn, in the order of the calls. From any thread.
    // Cost: nothing from the loop's own thread; from another, one epoll_ctl if the loop sleeps.
    void post(std::function<void()> function);

    // For the classes of this folder.
    [[nodiscard]] boost::asio::io_context& context() noexcept;

private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace kmsmirror::loop
