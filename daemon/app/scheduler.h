// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <functional>
#include <memory>

namespace kmsmirror::app {

// Runs a function once at a time on the steady clock. Main thread.
class Alarm {
public:
    virtual ~Alarm() = default;
    // Replaces what was set before.
    virtual void set(std::chrono::steady_clock::time_point when, std::function<void()> function) = 0;
    virtual void cancel() = 0;
};

// The main thread as the engine sees it: the event loop in the daemon, a queue in tests.
class Scheduler {
public:
    virtual ~Scheduler() = default;
    // From any thread: `function` runs on the main thread later.
    virtual void post(std::function<void()> function) = 0;
    [[nodiscard]] virtual std::unique_ptr<Alarm> make_alarm() = 0;
    [[nodiscard]] virtual std::chrono::steady_clock::time_point now() const = 0;
};

}  // namespace kmsmirror::app
