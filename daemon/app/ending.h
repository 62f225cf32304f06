// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <functional>
#include <memory>

#include "base/scheduler.h"
#include "engine/engine.h"

namespace kmsmirror::app {

// How the daemon's engine comes to its end: its threads get some time to finish what they do, which takes as long as
// their display does, and one that is stuck in the kernel is left behind. Main thread.
class Ending {
public:
    // Both outlive it.
    Ending(Scheduler& scheduler, engine::Engine& engine);

    // `on_over` is called once: when all threads have ended, or when they have had their time. Only the first call
    // counts.
    void begin(std::function<void()> on_over);

    // To be called before the engine is destroyed, which would wait for its threads. Where one is stuck, the process
    // ends here, with that exit code: the kernel ends the thread when its call returns.
    void leave_stuck_threads(int exit_code) const;

private:
    void end_when_quiet();

    Scheduler& scheduler_;
    engine::Engine& engine_;
    std::function<void()> on_over_;
    std::chrono::steady_clock::time_point deadline_;
    std::unique_ptr<Alarm> next_look_;
};

}  // namespace kmsmirror::app
