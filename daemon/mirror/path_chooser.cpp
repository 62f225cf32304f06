// SPDX-License-Identifier: MIT
#include "mirror/path_chooser.h"

#include <algorithm>
#include <utility>

#include "base/path_reason.h"

namespace kmsmirror::mirror {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

// How long a sink waits that is busy or whose card has another master: from one frame time up to two seconds.
milliseconds retry_delay(unsigned retries) noexcept {
    return std::min(milliseconds(16) * (1U << std::min(retries, 7U)), milliseconds(2000));
}

// How long the heap is left alone after it was slower in so many trials.
seconds heap_pause(unsigned lost_trials) noexcept {
    return std::min(seconds(60) * (1U << std::min(lost_trials, 6U)), seconds(std::chrono::hours(1)));
}

}  // namespace

std::optional<Path> PathChooser::next(const FrameMemory& memory, Time now) {
    // While it is dark the frame may lie in memory that no path was tried with.
    if (trouble_ == ErrorClass::gone || (!is_dark() && retry_at_ && now < *retry_at_))
        return std::nullopt;
    retry_at_.reset();
    const std::optional<Path> path = ladder_.choose(memory, now);
    if (!path) {
        set_trouble(ErrorClass::permanent, now);
        retry_at_ = ladder_.next_opening();
        return std::nullopt;
    }
    if (!decided_at_)
        decided_at_ = now;
    if (path != Path::prime_heap || !measures_heap_ || !ladder_.is_open(Path::copy, memory, now))
        return path;
    if (!trial_.is_running() && is_trial_due())
        trial_.begin();
    return trial_.is_running() ? trial_.next() : path;
}

bool PathChooser::shown(Path path, Time now, WallTime wall_time) {
    const bool took_over = ladder_.proven(path, wall_time);
    const auto decided_at = std::exchange(decided_at_, std::nullopt);
    if (trial_.is_running() && decided_at && path == trial_.next()) {
        trial_.measured(now - *decided_at);
        if (!trial_.is_running())
            end_trial(now, wall_time);
    }
    trouble_.reset();
    retries_ = 0;
    return took_over;
}

void PathChooser::failed(Path path, const CallError& error, const FrameMemory& memory, Time now, WallTime wall_time) {
    trial_.end();
    const ErrorClass error_class = classify(error, mapping_);
    switch (error_class) {
        case ErrorClass::permanent:
        case ErrorClass::pressure:
            ladder_.failed(path, {error, error_class, wall_time}, memory, now);
            return;
        case ErrorClass::busy:
        case ErrorClass::no_master:
            set_trouble(error_class, now);
            retry_at_ = now + retry_delay(retries_++);
            return;
        case ErrorClass::gone:
            // It may be the exporter that says so. The copy asks the sink's card alone.
            if (path != Path::copy)
                ladder_.failed(path, {error, error_class, wall_time}, memory, now);
            else
                set_trouble(error_class, now);
            return;
    }
}

void PathChooser::rearm() noexcept {
    ladder_.rearm();
    trial_.end();
    retry_at_.reset();
    heap_retry_at_ = Time::min();
    lost_trials_ = 0;
}

bool PathChooser::wants_heap(Time now) const noexcept {
    return ladder_.is_unreadable() && now >= heap_retry_at_ && !ladder_.is_closed(Path::prime_heap, now);
}

void PathChooser::set_trouble(ErrorClass trouble, Time now) noexcept {
    if (trouble_ != trouble)
        trouble_since_ = now;
    trouble_ = trouble;
}

// When the path is new, or frames have become of another kind: typing is not video.
bool PathChooser::is_trial_due() const noexcept {
    return ladder_.proven_path() != Path::prime_heap || typical_pixels_ > 4 * trial_pixels_ ||
           4 * typical_pixels_ < trial_pixels_;
}

void PathChooser::end_trial(Time now, WallTime wall_time) {
    trial_pixels_ = typical_pixels_;
    if (!trial_.is_copy_faster()) {
        lost_trials_ = 0;
        return;
    }
    heap_retry_at_ = now + heap_pause(lost_trials_++);
    ladder_.close(Path::prime_heap, {{path_reason::measured, errno_error(ETIME)}, ErrorClass::permanent, wall_time},
                  heap_retry_at_);
}

}  // namespace kmsmirror::mirror
