// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <cstdint>
#include <string>

namespace kmsmirror::mirror {

// Whether a sink's commits take much longer than its wire needs. Errors of USB transfers never reach userspace: udl
// gives a transfer up after a second and gud after three, and the commit has returned 0 all the same. Time is the only
// trace that they leave.
//
// A pure state machine.
class CommitClock {
public:
    using Time = std::chrono::steady_clock::time_point;

    // A commit that changes that many pixels is made.
    void begin(Time now, std::uint64_t pixels) noexcept;
    // It was shown, or failed.
    void end(Time now) noexcept;
    // What is under way will never end, or does not matter any more.
    void reset() noexcept { *this = {}; }

    [[nodiscard]] bool is_running() const noexcept { return running_; }
    // When the commit under way begins to be late.
    [[nodiscard]] Time due() const noexcept { return begun_ + longest_; }
    [[nodiscard]] bool was_late() const noexcept { return slow_; }
    // Whether the last commit was late, or the one under way is.
    [[nodiscard]] bool is_slow(Time now) const noexcept { return slow_ || (running_ && now >= due()); }
    // For people; while is_slow(). Of the last commit if that was late, else of the one under way.
    [[nodiscard]] std::string text() const;

private:
    bool running_ = false;
    bool slow_ = false;
    Time begun_;
    std::chrono::milliseconds longest_{0};  // for the commit under way
    std::chrono::milliseconds took_{0};     // the last one
    std::chrono::milliseconds plenty_{0};   // what was plenty for it
};

}  // namespace kmsmirror::mirror
