// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>

#include "base/status.h"
#include "mirror/error_class.h"
#include "mirror/path_ladder.h"
#include "mirror/path_trial.h"

namespace kmsmirror::mirror {

// How one sink gets its frames: the path ladder, a trial between two paths where only the board can tell, and the
// pauses after failures that are of no path. Nothing is tried again without a pause.
//
// A pure state machine, owned by one Projector: next() says what to do now, the other calls tell what happened.
class PathChooser {
public:
    using Time = PathLadder::Time;
    using WallTime = PathLadder::WallTime;

    // `measures_heap`: path prime-heap is kept only where it is faster than path copy.
    PathChooser(ExporterMapping mapping, bool measures_heap) noexcept
        : mapping_(mapping), measures_heap_(measures_heap) {}

    // Closes a path for good.
    void rule_out(Path path, const CallError& why, WallTime now) { ladder_.rule_out(path, why, now); }

    // The path of the frame to show now, which is in that memory; nothing while it has to wait: see wake_time().
    [[nodiscard]] std::optional<Path> next(const FrameMemory& memory, Time now);
    // A frame that changes that many pixels is shown by the path that next() said.
    void begun(std::uint64_t pixels) noexcept { typical_pixels_ = (3 * typical_pixels_ + pixels) / 4; }
    // It is on the display. Whether the path took over from a better one.
    bool shown(Path path, Time now, WallTime wall_time);
    // It is not, or there was nothing to show it from. Where the display went away nothing is tried any more.
    void failed(Path path, const CallError& error, const FrameMemory& memory, Time now, WallTime wall_time);
    // By the user: the better paths at once.
    void rearm() noexcept;

    // When next() is worth another call although nothing happened; nothing = only after an event.
    [[nodiscard]] std::optional<Time> wake_time() const noexcept { return retry_at_; }
    // The class of the failure that holds the sink up now, if one does, and since when.
    [[nodiscard]] std::optional<ErrorClass> trouble() const noexcept { return trouble_; }
    [[nodiscard]] Time trouble_since() const noexcept { return trouble_since_; }
    // No path is open: frames are lost until one is.
    [[nodiscard]] bool is_dark() const noexcept { return trouble_ == ErrorClass::permanent; }
    // Whether the display refuses all commits, so that the next one has to set it up anew.
    [[nodiscard]] bool is_refused() const noexcept { return ladder_.is_refused(); }
    // Whether frames take turns between two paths, which then are no changes of the path.
    [[nodiscard]] bool is_measuring() const noexcept { return trial_.is_running(); }
    // Whether the sink would do better with frames from a dma-heap.
    [[nodiscard]] bool wants_heap(Time now) const noexcept;
    [[nodiscard]] const PathLadder& ladder() const noexcept { return ladder_; }

private:
    void set_trouble(ErrorClass trouble, Time now) noexcept;
    [[nodiscard]] bool is_trial_due() const noexcept;
    void end_trial(Time now, WallTime wall_time);

    ExporterMapping mapping_;
    bool measures_heap_;
    PathLadder ladder_;
    PathTrial trial_;
    std::optional<Time> decided_at_;    // when it was decided to show the frame that waits or is in flight
    std::uint64_t typical_pixels_ = 0;  // that a frame changes, a running mean
    std::uint64_t trial_pixels_ = 0;    // typical_pixels_ of the last trial
    Time heap_retry_at_ = Time::min();  // when the heap, which was slower, may be tried again
    unsigned lost_trials_ = 0;          // by the heap, in a row
    std::optional<Time> retry_at_;
    std::optional<ErrorClass> trouble_;
    Time trouble_since_;
    unsigned retries_ = 0;
};

}  // namespace kmsmirror::mirror
