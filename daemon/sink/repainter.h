// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <functional>
#include <memory>

#include "base/scheduler.h"

namespace kmsmirror::sink {

// Brings again what a display may have missed, because USB transfers fail without a word: soon after a commit that was
// late, and slowly while nothing changes. It does so in slices of the picture; fresh frames go first. Main thread.
class Repainter {
public:
    // `scheduler` outlives it. `repaint_slice` says whether it has begun to repaint the next slice: it does not while
    // the display is busy, or does not show the source.
    Repainter(Scheduler& scheduler, std::function<bool()> repaint_slice);

    // The display is there. While nothing changes, its picture comes again in that time; 0 = never.
    void begin(std::chrono::minutes idle_time);
    void end();
    // A commit was shown.
    void shown(bool late);

private:
    void repair();
    void begin_idle(std::chrono::seconds pause);

    Scheduler& scheduler_;
    const std::function<bool()> repaint_slice_;
    std::unique_ptr<Alarm> repair_;
    std::chrono::seconds repair_pause_{0};
    int owed_slices_ = 0;  // after a late commit
    std::unique_ptr<Alarm> idle_;
    bool is_idle_ = false;          // nothing but slices was shown since the last one
    bool slice_in_flight_ = false;  // of an idle display
};

}  // namespace kmsmirror::sink
