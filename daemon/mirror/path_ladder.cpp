// SPDX-License-Identifier: MIT
#include "mirror/path_ladder.h"

#include <algorithm>
#include <utility>

#include "base/path_reason.h"

namespace kmsmirror::mirror {
namespace {

using std::chrono::hours;
using std::chrono::seconds;

// How long a path stays closed after `failures` failures in a row. Memory pressure may pass soon, and below `copy`
// there is nothing else to try; but a buffer without a kernel mapping gets one only when something else changes, so
// that trying often would be waste.
seconds closing_time(Path path, ErrorClass error_class, unsigned failures) noexcept {
    const bool soon = error_class == ErrorClass::pressure || path == Path::copy;
    const seconds first = soon ? seconds(1) : seconds(60);
    const seconds last = soon ? seconds(60) : seconds(hours(1));
    return std::min(first * (1U << std::min(failures, 12U)), last);
}

// So often in a row other memory is tried at once, then after a time that grows.
constexpr unsigned failures_of_others = 2;

}  // namespace

void PathLadder::rule_out(Path path, const CallError& why, WallTime now) {
    rung(path).ruled_out = true;
    if (path == Path::prime)
        reason_ = ruled_out_reason_ = PathFailure{why, ErrorClass::permanent, now};
}

bool PathLadder::is_open(Path path, const FrameMemory& memory, Time now) const noexcept {
    const Rung& asked = rung(path);
    const bool is_other_memory = path != Path::copy && memory.generation != asked.generation;
    return !asked.ruled_out && (is_other_memory ? asked.others_closed_until : asked.closed_until) <= now;
}

std::optional<Path> PathLadder::choose(const FrameMemory& memory, Time now) const noexcept {
    if (memory.kind != Memory::none) {
        const Path prime = memory.kind == Memory::heap ? Path::prime_heap : Path::prime;
        if (is_open(prime, memory, now))
            return prime;
    }
    return is_open(Path::copy, memory, now) ? std::optional(Path::copy) : std::nullopt;
}

std::optional<PathLadder::Time> PathLadder::next_opening() const noexcept {
    std::optional<Time> first;
    for (const Rung& rung : rungs_)
        if (!rung.ruled_out && rung.closed_until != Time::min() && (!first || rung.closed_until < *first))
            first = rung.closed_until;
    return first;
}

void PathLadder::failed(Path path, const PathFailure& failure, const FrameMemory& memory, Time now) {
    Rung& failing = rung(path);
    failing.closed_until = now + closing_time(path, failure.error_class, failing.failures);
    failing.generation = memory.generation;
    // A client may bring other memory with each frame.
    failing.others_closed_until =
        failing.failures < failures_of_others
            ? now
            : now + closing_time(path, ErrorClass::pressure, failing.failures - failures_of_others);
    ++failing.failures;
    const bool is_last = path == Path::copy || rung(Path::copy).ruled_out;
    is_refused_ = is_last && is_commit(failure.error);
    reason_ = failure;
    if (path == Path::prime) {
        is_suspect_ = failure.error_class == ErrorClass::permanent && may_be_unreadable_memory(failure.error);
        is_unreadable_ = false;
    }
    if (proven_ == path) {
        fell_from_ = path;
        proven_.reset();
    }
}

void PathLadder::close(Path path, const PathFailure& why, Time until) {
    // No other memory of that kind is better.
    rung(path).closed_until = rung(path).others_closed_until = until;
    reason_ = closing_ = why;
    if (proven_ == path)
        proven_.reset();
}

bool PathLadder::proven(Path path, WallTime now) {
    Rung& proven = rung(path);
    proven = Rung{.ruled_out = proven.ruled_out};
    proven_ = path;
    is_refused_ = false;
    const auto fell_from = std::exchange(fell_from_, std::nullopt);
    if (path == Path::prime) {
        reason_.reset();
        closing_.reset();
        is_suspect_ = is_unreadable_ = false;
    } else {
        is_unreadable_ = is_suspect_;
        if (path != Path::copy)
            closing_.reset();
        if (rung(Path::prime).ruled_out)
            reason_ = ruled_out_reason_;
        else if (closing_)
            reason_ = closing_;
        else if (!reason_)
            // Its frames never came in the driver's own buffers: those of the source moved, for the sake of another.
            reason_ = PathFailure{{path_reason::heap, errno_error(ECANCELED)}, ErrorClass::permanent, now};
    }
    return fell_from && *fell_from < path;
}

void PathLadder::rearm() noexcept {
    closing_.reset();
    is_suspect_ = is_unreadable_ = is_refused_ = false;
    for (Rung& rung : rungs_)
        if (!rung.ruled_out)
            rung = {};
}

}  // namespace kmsmirror::mirror
