// SPDX-License-Identifier: MIT
#include "mirror/path_ladder.h"

#include <algorithm>

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

// Where a driver maps the buffer; what fails before has other reasons.
bool is_commit(const CallError& error) noexcept {
    return error.call == "ATOMIC" || error.call == "SETCRTC" || error.call == "PAGE_FLIP";
}

}  // namespace

std::string_view path_name(Path path) noexcept {
    switch (path) {
        case Path::prime:
            return "prime";
        case Path::prime_heap:
            return "prime-heap";
        case Path::copy:
            return "copy";
    }
    return "none";
}

void PathLadder::reset() noexcept {
    const std::uint64_t falls = fallback_count_;
    *this = {};
    fallback_count_ = falls;
}

void PathLadder::rule_out(Path path, CallError why, std::chrono::system_clock::time_point now) {
    rung(path).ruled_out = true;
    reason_ = PathFailure{why, ErrorClass::permanent, now};
}

std::optional<Path> PathLadder::choose(bool on_heap, Time now) const noexcept {
    for (const Path path : {on_heap ? Path::prime_heap : Path::prime, Path::copy}) {
        const Rung& rung = rungs_[static_cast<std::size_t>(path)];
        if (!rung.ruled_out && rung.closed_until <= now)
            return path;
    }
    return std::nullopt;
}

std::optional<PathLadder::Time> PathLadder::next_opening() const noexcept {
    std::optional<Time> first;
    for (const Rung& rung : rungs_)
        if (!rung.ruled_out && rung.closed_until != Time::min() && (!first || rung.closed_until < *first))
            first = rung.closed_until;
    return first;
}

void PathLadder::failed(Path path, const PathFailure& failure, Time now) {
    Rung& failing = rung(path);
    failing.closed_until = now + closing_time(path, failure.error_class, failing.failures);
    ++failing.failures;
    reason_ = failure;
    if (path == Path::prime)
        unreadable_ = failure.error_class == ErrorClass::permanent && is_commit(failure.error);
    if (proven_ == path) {
        ++fallback_count_;
        proven_.reset();
    }
}

void PathLadder::proven(Path path, std::chrono::system_clock::time_point now) {
    rung(path) = {};
    proven_ = path;
    if (path == Path::prime) {
        reason_.reset();
        unreadable_ = false;
    } else if (!reason_) {
        // Its frames never came in the driver's own buffers: those of the source moved, for the sake of another sink.
        reason_ = PathFailure{{"HEAP", errno_error(ECANCELED)}, ErrorClass::permanent, now};
    }
}

void PathLadder::rearm() noexcept {
    unreadable_ = false;
    for (Rung& rung : rungs_)
        if (!rung.ruled_out)
            rung = {};
}

}  // namespace kmsmirror::mirror
