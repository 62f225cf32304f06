// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <optional>
#include <string_view>

#include "base/result.h"
#include "mirror/error_class.h"

namespace kmsmirror::mirror {

// How a frame's pixels get to a sink, best first.
enum class Path {
    prime,       // the sink imports the scanout buffer; userspace touches no pixel
    prime_heap,  // as prime, with scanout buffers from a dma-heap, which maps on demand
    copy,        // the daemon copies the damage into the sink's own buffer
};
inline constexpr std::size_t path_count = 3;

[[nodiscard]] std::string_view path_name(Path path) noexcept;

// Why a path was left.
struct PathFailure {
    CallError error;
    ErrorClass error_class = ErrorClass::permanent;
    std::chrono::system_clock::time_point time;
};

// Which path the next frame of one sink takes. Only a commit that returned 0 proves a path; one that failed closes its
// path for a while, which grows with each further failure. When that time is over, the next frame tries the path again:
// it costs one failed commit and loses nothing, because the same frame then goes by the next path.
//
// A pure state machine: time is given, nothing is called. Owned by one SinkMirror.
class PathLadder {
public:
    using Time = std::chrono::steady_clock::time_point;

    // Forgets everything but how often it fell.
    void reset() noexcept;
    // Closes a path until reset(), because geometry or the user rules it out.
    void rule_out(Path path, CallError why, std::chrono::system_clock::time_point now);

    // The best path that is open for a frame in memory of that kind; nothing if all are closed.
    [[nodiscard]] std::optional<Path> choose(bool on_heap, Time now) const noexcept;
    // When the first closed path opens again; nothing if none is closed but for good.
    [[nodiscard]] std::optional<Time> next_opening() const noexcept;

    void failed(Path path, const PathFailure& failure, Time now);
    // A lower path gets a reason even if no better one failed here.
    void proven(Path path, std::chrono::system_clock::time_point now);
    // Opens every path that is not ruled out.
    void rearm() noexcept;

    [[nodiscard]] std::optional<Path> proven_path() const noexcept { return proven_; }
    // Why the proven path is not the best one; nothing if it is.
    [[nodiscard]] const std::optional<PathFailure>& reason() const noexcept { return reason_; }
    // Whether path prime was closed by a commit that will fail again.
    [[nodiscard]] bool is_unreadable() const noexcept { return unreadable_; }
    // How often a path that was in use failed and a lower one took over.
    [[nodiscard]] std::uint64_t fallback_count() const noexcept { return fallback_count_; }

private:
    struct Rung {
        Time closed_until = Time::min();
        unsigned failures = 0;  // in a row
        bool ruled_out = false;
    };
    [[nodiscard]] Rung& rung(Path path) noexcept { return rungs_[static_cast<std::size_t>(path)]; }

    std::array<Rung, path_count> rungs_;
    std::optional<Path> proven_;
    std::optional<PathFailure> reason_;
    bool unreadable_ = false;
    std::uint64_t fallback_count_ = 0;
};

}  // namespace kmsmirror::mirror
