// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <optional>

#include "base/status.h"
#include "mirror/error_class.h"

namespace kmsmirror::mirror {

// Where the pixels of a frame are.
enum class Memory {
    driver,  // in a buffer of the display driver: path prime
    heap,    // in a buffer of a dma-heap: path prime-heap
    none,    // in no buffer that a sink could import: path copy only
};

// The memory of one frame. Buffers that are allocated anew, or attached, are of another generation: what one cannot do
// says nothing of the others.
struct FrameMemory {
    Memory kind = Memory::none;
    std::uint32_t generation = 0;
};

// Which path the next frame of one sink takes. Only a commit that returned 0 proves a path; one that failed closes its
// path for a while, which grows with each further failure. When that time is over, the next frame tries the path again:
// it costs one failed commit and loses nothing, because the same frame then goes by the next path.
//
// A pure state machine: time is given, nothing is called. Owned by one PathChooser.
class PathLadder {
public:
    using Time = std::chrono::steady_clock::time_point;
    using WallTime = std::chrono::system_clock::time_point;

    // Closes a path for good, whatever is proven later, because geometry, the kernel or the user rules it out.
    void rule_out(Path path, const CallError& why, WallTime now);

    // The best path that is open for a frame in that memory; nothing if all are closed.
    [[nodiscard]] std::optional<Path> choose(const FrameMemory& memory, Time now) const noexcept;
    // Whether that one is.
    [[nodiscard]] bool is_open(Path path, const FrameMemory& memory, Time now) const noexcept;
    // Whether it is closed for the memory that failed.
    [[nodiscard]] bool is_closed(Path path, Time now) const noexcept {
        return rung(path).ruled_out || rung(path).closed_until > now;
    }
    // When the first closed path opens again; nothing if none is closed but for good.
    [[nodiscard]] std::optional<Time> next_opening() const noexcept;

    void failed(Path path, const PathFailure& failure, const FrameMemory& memory, Time now);
    // A path that works is not worth it until then.
    void close(Path path, const PathFailure& why, Time until);
    // Whether it took over from a better one that was in use and failed. A lower path gets a reason even if no better
    // one failed here.
    bool proven(Path path, WallTime now);
    // Opens every path that is not ruled out.
    void rearm() noexcept;

    [[nodiscard]] std::optional<Path> proven_path() const noexcept { return proven_; }
    // Why the proven path is not the best one; nothing if it is.
    [[nodiscard]] const std::optional<PathFailure>& reason() const noexcept { return reason_; }
    // Whether this display could not show the driver's memory, and then did show other memory: it is the memory that
    // cannot be read, and not the display that refuses.
    [[nodiscard]] bool is_unreadable() const noexcept { return is_unreadable_; }
    // Whether the display refuses even what is closest to it: a commit was the last to fail on the lowest path.
    [[nodiscard]] bool is_refused() const noexcept { return is_refused_; }

private:
    struct Rung {
        Time closed_until = Time::min();         // for the memory that failed
        Time others_closed_until = Time::min();  // for any other
        std::uint32_t generation = 0;            // of the memory that failed
        unsigned failures = 0;                   // in a row
        bool ruled_out = false;
    };
    [[nodiscard]] Rung& rung(Path path) noexcept { return rungs_[static_cast<std::size_t>(path)]; }
    [[nodiscard]] const Rung& rung(Path path) const noexcept { return rungs_[static_cast<std::size_t>(path)]; }

    std::array<Rung, path_count> rungs_;
    std::optional<Path> proven_;
    std::optional<Path> fell_from_;  // the path in use that failed, until another is proven
    std::optional<PathFailure> reason_;
    std::optional<PathFailure> closing_;           // of the last close(), until a better path than copy is proven
    std::optional<PathFailure> ruled_out_reason_;  // of path prime
    bool is_suspect_ = false;                      // prime failed as it does with memory that cannot be read
    bool is_unreadable_ = false;
    bool is_refused_ = false;
};

}  // namespace kmsmirror::mirror
