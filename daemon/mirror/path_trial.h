// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>

#include "base/status.h"

namespace kmsmirror::mirror {

// Whether path prime-heap or path copy shows the frames of a sink sooner, found by taking turns. A kernel may have to
// synchronise the caches of the whole buffer for each frame from a heap, which for small damage costs more than the
// copy that it saves; only the board can tell.
//
// A pure state machine, of one PathChooser.
class PathTrial {
public:
    void begin() noexcept { *this = PathTrial(true); }
    void end() noexcept { running_ = false; }
    [[nodiscard]] bool is_running() const noexcept { return running_; }
    // The path of the next frame. While the trial runs.
    [[nodiscard]] Path next() const noexcept { return frames_ % 2 == 0 ? Path::copy : Path::prime_heap; }
    // A frame took that long by next(), from the decision to show it until it was shown. The last one ends the trial.
    void measured(std::chrono::nanoseconds time) noexcept;
    [[nodiscard]] bool is_copy_faster() const noexcept { return copy_ < heap_; }

    PathTrial() noexcept = default;

private:
    explicit PathTrial(bool running) noexcept : running_(running) {}

    bool running_ = false;
    unsigned frames_ = 0;
    std::chrono::nanoseconds heap_{0};
    std::chrono::nanoseconds copy_{0};
};

}  // namespace kmsmirror::mirror
