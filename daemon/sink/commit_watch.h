// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "base/scheduler.h"
#include "mirror/commit_clock.h"

namespace kmsmirror::sink {

// Says of a sink's commits when one begins to be late, and each second as long as it is. No timer runs while none is
// made. Main thread.
class CommitWatch {
public:
    // `scheduler` outlives it.
    CommitWatch(Scheduler& scheduler, std::function<void()> on_late);

    // A commit that changes that many pixels is made, and was shown.
    void begin(std::uint64_t pixels);
    void end() { clock_.end(scheduler_.now()); }
    // It failed, or will never end, or does not matter any more.
    void reset() noexcept { clock_.reset(); }

    [[nodiscard]] bool was_late() const noexcept { return clock_.was_late(); }
    // Whether the last commit was late, or the one under way is.
    [[nodiscard]] bool is_late() const { return clock_.is_slow(scheduler_.now()); }
    // For people; while is_late().
    [[nodiscard]] std::string text() const { return clock_.text(); }

private:
    void watch();

    Scheduler& scheduler_;
    const std::function<void()> on_late_;
    mirror::CommitClock clock_;
    std::unique_ptr<Alarm> alarm_;
    bool alarm_set_ = false;  // one for many commits: to set it costs a system call
};

}  // namespace kmsmirror::sink
