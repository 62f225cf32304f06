// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <exception>
#include <functional>
#include <list>
#include <memory>
#include <string_view>

namespace boost::asio {
class io_context;
}

namespace kmsmirror::loop {

// What rests after a failure.
class Resting {
public:
    // The memory that resting takes. Got beforehand, because want of memory may be the failure.
    using Place = std::list<std::weak_ptr<Resting>>;

    virtual ~Resting() = default;
    // `place` is its own again.
    virtual void wake(Place place) = 0;
};

// The one event loop of the daemon. It sleeps in epoll_wait without a timeout: no work, no wake-up.
// It outlives every watch, timer and signal set made on it; those belong to the thread that calls run().
//
// What a callback throws, that of a watch, a timer or a signal set, or a posted function, ends where the loop called
// it: it is logged as an error that says what kind of callback failed and why, and the loop goes on. Put right what is
// left half-done where it is known, in the callback. A watch rests for `failure_pause` after a failure, because what it
// has not read would call it again at once. Of many failures few are logged, and the number of the others.
class EventLoop {
public:
    static constexpr std::chrono::milliseconds failure_pause{100};

    // Throws std::system_error when the kernel has no room for it.
    EventLoop();
    ~EventLoop();
    EventLoop(const EventLoop&) = delete;
    EventLoop& operator=(const EventLoop&) = delete;

    // Returns after stop(); the loop may then be run again. Throws std::bad_alloc when there is no memory to wait for
    // the next signal with.
    void run();

    // Makes the present run() return, or the next one if none is. From any thread. What was posted is kept.
    void stop() noexcept;

    // Runs `function` on the loop's thread, in a later turn, in the order of the calls. From any thread.
    // Cost: nothing from the loop's own thread; from another, one epoll_ctl if the loop sleeps.
    void post(std::function<void()> function);

    // For the classes of this folder.
    [[nodiscard]] boost::asio::io_context& context() noexcept;
    // The one place where callbacks are called. `what` names their kind. False if it threw.
    template <class Callback>
    bool call(std::string_view what, Callback&& callback) noexcept;
    // Wakes what has that place after `failure_pause`.
    void rest(Resting::Place place) noexcept;

private:
    struct State;

    void note_failure(std::string_view what, std::string_view why) noexcept;
    void wake_all();

    std::unique_ptr<State> state_;
};

template <class Callback>
bool EventLoop::call(std::string_view what, Callback&& callback) noexcept {
    try {
        callback();
        return true;
    } catch (const std::exception& error) {
        note_failure(what, error.what());
    } catch (...) {
        note_failure(what, "what it threw is no std::exception");
    }
    return false;
}

}  // namespace kmsmirror::loop
