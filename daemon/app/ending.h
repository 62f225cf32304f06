// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <functional>
#include <memory>

#include "base/scheduler.h"

namespace kmsmirror::app {

// How the daemon comes to its end: its threads, which were told to end, get some time to finish what they do, which
// takes as long as their display or disk does, and one that is stuck in the kernel is left behind. Main thread.
class Ending {
public:
    // `scheduler` outlives it. `is_quiet` says whether all threads have ended.
    Ending(Scheduler& scheduler, std::function<bool()> is_quiet);

    // `on_over` is called once: when all threads have ended, or when they have had their time. Only the first call
    // counts.
    void begin(std::function<void()> on_over);

    // To be called before the engine and others are destroyed, who would wait for their threads. Where one is stuck,
    // the process ends here, with that exit code: the kernel ends the thread when its call returns.
    void leave_stuck_threads(int exit_code) const;

private:
    void end_when_quiet();

    Scheduler& scheduler_;
    const std::function<bool()> is_quiet_;
    std::function<void()> on_over_;
    std::chrono::steady_clock::time_point deadline_;
    std::unique_ptr<Alarm> next_look_;
};

}  // namespace kmsmirror::app
