// SPDX-License-Identifier: MIT
#include "mirror/sink_mirror.h"

#include <algorithm>
#include <utility>

namespace kmsmirror::mirror {
namespace {

using std::chrono::milliseconds;

// How long a sink waits that is busy or whose card has another master: from one frame time up to two seconds.
milliseconds retry_delay(unsigned retries) noexcept {
    return std::min(milliseconds(16) * (1U << std::min(retries, 7U)), milliseconds(2000));
}

}  // namespace

void SinkMirror::start(Size source, Size mode, std::chrono::system_clock::time_point wall_clock) {
    source_ = source;
    viewport_ = centred_viewport(source, mode);
    ladder_ = {};
    if (!viewport_.covers(mode))
        ladder_.rule_out(Path::prime, {"MODE", std::make_error_code(std::errc::result_out_of_range)}, wall_clock);
    started_ = true;
    modeset_needed_ = true;
    retries_ = 0;
    trouble_.reset();
    retry_at_.reset();
    own_damage_ = pixels::Region(rect_of(source));
    repaint();
}

void SinkMirror::stop() {
    put_back_in_flight();
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

std::optional<Job> SinkMirror::next_job(Time now) {
    if (!has_work() || (retry_at_ && now < *retry_at_))
        return std::nullopt;
    retry_at_.reset();
    pixels::Region clips = damage_;
    clips.intersect(viewport_.source);
    if (clips.empty() && !modeset_needed_) {
        skip_unchanged_frame();
        return std::nullopt;
    }
    const std::optional<Path> path = ladder_.choose(now);
    if (!path) {
        trouble_ = ErrorClass::permanent;
        retry_at_ = ladder_.next_opening();
        return std::nullopt;
    }
    return begin(*path, clips);
}

Job SinkMirror::begin(Path path, const pixels::Region& clips) {
    in_flight_ = InFlight{*waiting_, path, modeset_needed_, std::exchange(damage_, {}), {}};
    Job job{*waiting_, path, modeset_needed_, viewport_, reduce_clips(clips, {}), {}};
    if (path == Path::copy) {
        in_flight_->own_damage = std::exchange(own_damage_, {});
        pixels::Region stale = in_flight_->own_damage;
        stale.intersect(viewport_.source);
        job.stale = stale.rects();
    }
    waiting_.reset();
    ++statistics_.commits;
    return job;
}

void SinkMirror::shown(std::uint64_t bytes_copied) {
    if (!in_flight_)
        return;
    ladder_.proven(in_flight_->path);
    if (in_flight_->modeset)
        modeset_needed_ = false;
    ++statistics_.frames_shown;
    statistics_.bytes_copied += bytes_copied;
    statistics_.last_shown_sequence = in_flight_->frame.sequence;
    in_flight_.reset();
    trouble_.reset();
    retries_ = 0;
}

void SinkMirror::failed(CallError error, Time now, std::chrono::system_clock::time_point wall_clock) {
    if (!in_flight_)
        return;
    const Path path = in_flight_->path;
    put_back_in_flight();
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
            trouble_ = error_class;
            started_ = false;
            return;
    }
}

void SinkMirror::rearm() {
    ladder_.rearm();
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

std::optional<std::uint32_t> SinkMirror::buffer_in_flight() const noexcept {
    if (!in_flight_)
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
        waiting_ = in_flight_->frame;
    in_flight_.reset();
}

void SinkMirror::skip_unchanged_frame() {
    damage_.clear();
    ++statistics_.frames_shown;
    statistics_.last_shown_sequence = waiting_->sequence;
    waiting_.reset();
}

}  // namespace kmsmirror::mirror
