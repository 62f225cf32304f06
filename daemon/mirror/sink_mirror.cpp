// SPDX-License-Identifier: MIT
#include "mirror/sink_mirror.h"

#include <algorithm>
#include <cerrno>
#include <utility>

namespace kmsmirror::mirror {
namespace {

using std::chrono::milliseconds;

// How long a sink waits that is busy or whose card has another master: from one frame time up to two seconds.
milliseconds retry_delay(unsigned retries) noexcept {
    return std::min(milliseconds(16) * (1U << std::min(retries, 7U)), milliseconds(2000));
}

}  // namespace

void SinkMirror::start(Size source, Size mode, bool is_in_mode, std::chrono::system_clock::time_point wall_clock) {
    source_ = source;
    mode_ = mode;
    viewport_ = centred_viewport(source, mode);
    started_ = true;
    modeset_needed_ = !is_in_mode;
    retries_ = 0;
    trouble_.reset();
    decided_at_.reset();
    begin_ladder(wall_clock);
    own_damage_ = pixels::Region(rect_of(source));
    repaint();
}

void SinkMirror::begin_ladder(std::chrono::system_clock::time_point wall_clock) {
    ladder_.reset();
    trial_.end();
    retry_at_.reset();
    if (choice_ == PathChoice::prime)
        ladder_.rule_out(Path::copy, {"CHOICE", errno_error(ECANCELED)}, wall_clock);
    for (const Path path : {Path::prime, Path::prime_heap}) {
        if (choice_ == PathChoice::copy)
            ladder_.rule_out(path, {"CHOICE", errno_error(ECANCELED)}, wall_clock);
        if (!viewport_.covers(mode_))
            ladder_.rule_out(path, {"MODE", std::make_error_code(std::errc::result_out_of_range)}, wall_clock);
    }
}

void SinkMirror::choose_path(PathChoice choice, std::chrono::system_clock::time_point wall_clock) {
    choice_ = choice;
    if (!started_)
        return;
    begin_ladder(wall_clock);
    repaint();
}

void SinkMirror::stop() {
    put_back_in_flight();
    decided_at_.reset();
    if (waiting_)
        ++statistics_.frames_superseded;
    waiting_.reset();
    newest_.reset();
    started_ = false;
    retry_at_.reset();
    trouble_.reset();
}

void SinkMirror::offer(const Frame& frame, const pixels::Region& damage) {
    ++statistics_.frames_offered;
    if (waiting_)
        ++(is_dark() ? statistics_.frames_lost : statistics_.frames_superseded);
    waiting_ = frame;
    newest_ = frame;
    damage_.add(damage);
    own_damage_.add(damage);
}

std::optional<Path> SinkMirror::next_path(Time now) {
    if (!has_work() || (retry_at_ && now < *retry_at_))
        return std::nullopt;
    retry_at_.reset();
    if (is_unchanged()) {
        skip_unchanged_frame();
        return std::nullopt;
    }
    const std::optional<Path> path = ladder_.choose(waiting_->on_heap, now);
    if (!path) {
        trouble_ = ErrorClass::permanent;
        retry_at_ = ladder_.next_opening();
        return std::nullopt;
    }
    if (!decided_at_)
        decided_at_ = now;
    if (path != Path::prime_heap || !measure_heap_)
        return path;
    if (!trial_.is_running() && is_trial_due())
        trial_.begin();
    return trial_.is_running() ? trial_.next() : path;
}

Job SinkMirror::begin_prime() {
    return begin(waiting_->on_heap ? Path::prime_heap : Path::prime, *waiting_, {});
}

std::optional<Job> SinkMirror::begin_copy(const CopiedFrame& copied) {
    if (copied.frame.sequence < waiting_->sequence && copied.frame.sequence <= statistics_.last_shown_sequence)
        return std::nullopt;
    return begin(Path::copy, copied.frame, copied.newer);
}

// When the path is new, or frames have become of another kind: typing is not video.
bool SinkMirror::is_trial_due() const noexcept {
    return ladder_.proven_path() != Path::prime_heap || typical_pixels_ > 4 * trial_pixels_ ||
           4 * typical_pixels_ < trial_pixels_;
}

void SinkMirror::end_trial(Time now, std::chrono::system_clock::time_point wall_clock) {
    trial_pixels_ = typical_pixels_;
    if (trial_.is_copy_faster())
        ladder_.failed(Path::prime_heap, {{"MEASURED", errno_error(ETIME)}, ErrorClass::permanent, wall_clock}, now);
}

bool SinkMirror::is_unchanged() const {
    pixels::Region clips = damage_;
    clips.intersect(viewport_.source);
    return clips.empty() && !modeset_needed_;
}

Job SinkMirror::begin(Path path, const Frame& frame, const pixels::Region& newer) {
    in_flight_ = InFlight{frame, path, modeset_needed_, std::exchange(damage_, newer), {}};
    pixels::Region clips = in_flight_->damage;
    clips.intersect(viewport_.source);
    Job job{frame, path, modeset_needed_, viewport_, reduce_clips(clips, clip_cost_), {}};
    typical_pixels_ = (3 * typical_pixels_ + clips.area()) / 4;
    if (path == Path::copy) {
        in_flight_->own_damage = std::exchange(own_damage_, newer);
        pixels::Region stale = in_flight_->own_damage;
        stale.intersect(viewport_.source);
        job.stale = stale.rects();
    }
    if (waiting_->sequence <= frame.sequence)
        waiting_.reset();
    else if (statistics_.frames_superseded > 0)
        --statistics_.frames_superseded;  // it was counted when the frame came that still waits
    ++statistics_.commits;
    return job;
}

void SinkMirror::shown(std::uint64_t bytes_copied, std::uint64_t sequence, Time now,
                       std::chrono::system_clock::time_point wall_clock) {
    if (!in_flight_)
        return;
    ladder_.proven(in_flight_->path, wall_clock);
    const auto decided_at = std::exchange(decided_at_, std::nullopt);
    if (trial_.is_running() && decided_at && in_flight_->path == trial_.next()) {
        trial_.measured(now - *decided_at);
        if (!trial_.is_running())
            end_trial(now, wall_clock);
    }
    if (in_flight_->modeset)
        modeset_needed_ = false;
    ++statistics_.frames_shown;
    statistics_.bytes_copied += bytes_copied;
    statistics_.last_shown_sequence = sequence;
    in_flight_.reset();
    trouble_.reset();
    retries_ = 0;
    if (waiting_ && waiting_->sequence <= sequence) {
        ++statistics_.frames_superseded;
        waiting_.reset();
        damage_.clear();
        own_damage_.clear();
    }
}

void SinkMirror::failed(CallError error, Time now, std::chrono::system_clock::time_point wall_clock) {
    if (!in_flight_)
        return;
    const Path path = in_flight_->path;
    trial_.end();
    put_back_in_flight();
    leave(path, error, now, wall_clock);
}

void SinkMirror::copy_failed(CallError error, Time now, std::chrono::system_clock::time_point wall_clock) {
    if (has_work())
        leave(Path::copy, error, now, wall_clock);
}

void SinkMirror::leave(Path path, CallError error, Time now, std::chrono::system_clock::time_point wall_clock) {
    const ErrorClass error_class = classify(error, mapping_);
    switch (error_class) {
        case ErrorClass::permanent:
        case ErrorClass::pressure:
            ladder_.failed(path, {error, error_class, wall_clock}, now);
            return;
        case ErrorClass::busy:
        case ErrorClass::no_master:
            trouble_ = error_class;
            retry_at_ = now + retry_delay(retries_++);
            return;
        case ErrorClass::gone:
            // It may be the exporter that says so. The copy asks the sink's card alone.
            if (path != Path::copy) {
                ladder_.failed(path, {error, error_class, wall_clock}, now);
                return;
            }
            trouble_ = error_class;
            started_ = false;
            return;
    }
}

void SinkMirror::rearm() {
    ladder_.rearm();
    trial_.end();
    retry_at_.reset();
    repaint();
}

void SinkMirror::repaint() {
    damage_ = pixels::Region(rect_of(source_));
    if (newest_ && !waiting_) {
        waiting_ = newest_;
        ++statistics_.frames_offered;
    }
}

void SinkMirror::replaced() {
    modeset_needed_ = false;
    own_damage_ = pixels::Region(rect_of(source_));
    repaint();
}

void SinkMirror::repaint_slice() {
    if (!newest_ || waiting_ || in_flight_ || !has_picture())
        return;
    const Rect all = rect_of(source_);
    const std::int32_t height = (all.y2 + slices - 1) / slices;
    slice_ = (slice_ + 1) % slices;
    Rect slice = all;
    slice.y1 = std::min(slice_ * height, all.y2);
    slice.y2 = std::min(slice.y1 + height, all.y2);
    if (slice.y1 == slice.y2)
        return;
    damage_.add(slice);
    waiting_ = newest_;
    ++statistics_.frames_offered;
}

void SinkMirror::rule_out_prime(CallError why, std::chrono::system_clock::time_point wall_clock) {
    ladder_.rule_out(Path::prime, why, wall_clock);
}

std::optional<std::uint32_t> SinkMirror::buffer_in_flight() const noexcept {
    if (!in_flight_ || in_flight_->path == Path::copy)
        return std::nullopt;
    return in_flight_->frame.buffer;
}

void SinkMirror::put_back_in_flight() {
    if (!in_flight_)
        return;
    damage_.add(in_flight_->damage);
    own_damage_.add(in_flight_->own_damage);
    if (waiting_)
        ++statistics_.frames_superseded;
    else
        waiting_ = newest_;
    in_flight_.reset();
}

void SinkMirror::skip_unchanged_frame() {
    damage_.clear();
    ++statistics_.frames_shown;
    statistics_.last_shown_sequence = waiting_->sequence;
    waiting_.reset();
}

}  // namespace kmsmirror::mirror
