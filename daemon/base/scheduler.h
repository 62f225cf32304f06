// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <functional>
#include <memory>

namespace kmsmirror {

// Runs a function once at a time on the steady clock. Main thread.
class Alarm {
public:
    virtual ~Alarm() = default;
    // Replaces what was set before.
    virtual void set(std::chrono::steady_clock::time_point when, std::function<void()> function) = 0;
    virtual void cancel() = 0;
};

// As long as it lives, what it was made for is waited for. Main thread.
class Watch {
public:
    virtual ~Watch() = default;
};

// The main thread as the mirror sees it: the event loop in the daemon, a queue in tests. Outlives all that it makes.
class Scheduler {
public:
    virtual ~Scheduler() = default;
    // From any thread: `function` runs on the main thread later.
    virtual void post(std::function<void()> function) = 0;
    [[nodiscard]] virtual std::unique_ptr<Alarm> make_alarm() = 0;
    // Calls back while the descriptor, which is borrowed and outlives the watch, is readable.
    [[nodiscard]] virtual std::unique_ptr<Watch> watch(int fd, std::function<void()> on_readable) = 0;
    [[nodiscard]] virtual std::chrono::steady_clock::time_point now() const = 0;
};

}  // namespace kmsmirror
