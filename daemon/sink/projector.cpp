// SPDX-License-Identifier: MIT
#include "sink/projector.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "base/errno_name.h"
#include "base/path_reason.h"
#include "mirror/error_class.h"
#include "mirror/sink_driver.h"

namespace kmsmirror::sink {
namespace {

using std::chrono::system_clock;

// How long a card may be busy before that is said.
constexpr std::chrono::seconds longest_business(2);

std::uint64_t area_of(Size size) {
    return std::uint64_t{size.width} * size.height;
}

// Where the plane scales or turns, the copy comes as it is shown: each change of the path is a mode set, and measuring
// would compare those.
bool measures_heap(const SinkPlan& plan) {
    return plan.measures_heap && plan.geometry.is_importable();
}

void rule_out_paths(mirror::PathChooser& chooser, const SinkPlan& plan, const source::Source& source) {
    const auto now = system_clock::now();
    if (plan.path == PathChoice::prime)
        chooser.rule_out(Path::copy, {path_reason::choice, errno_error(ECANCELED)}, now);
    if (plan.fails_silently && !mirror::always_maps(source.traits().driver))
        chooser.rule_out(Path::prime, {path_reason::kernel, errno_error(EOPNOTSUPP)}, now);
    for (const Path path : {Path::prime_heap, Path::prime}) {
        if (plan.path == PathChoice::copy)
            chooser.rule_out(path, {path_reason::choice, errno_error(ECANCELED)}, now);
        if (!plan.may_import)
            chooser.rule_out(path, {path_reason::geometry, errno_error(ERANGE)}, now);
    }
}

}  // namespace

Projector::Projector(Scheduler& scheduler, SlotCard& card, source::Source& source, const SinkPlan& plan,
                     bool is_in_mode, SinkStatistics& statistics, std::function<void()> on_change)
    : scheduler_(scheduler),
      card_(card),
      source_(source),
      plan_(plan),
      statistics_(statistics),
      on_change_(std::move(on_change)),
      was_shown_(is_in_mode),
      chooser_(mirror::exporter_mapping(source.traits().driver), measures_heap(plan)),
      mirror_(statistics, plan.geometry.display_part(), is_in_mode),
      retry_(scheduler.make_alarm()),
      commits_(scheduler, on_change_),
      repainter_(scheduler, [this] { return repaint_slice(); }) {
    rule_out_paths(chooser_, plan_, source_);
    source_.add(*this);
    if (source_.newest())
        mirror_.offer(source_.newest()->sequence, false);
}

Projector::~Projector() {
    card_.forget(*this);
    source_.remove(*this);
}

void Projector::frame_came() {
    mirror_.offer(source_.newest()->sequence, chooser_.is_dark() && !is_hidden_);
    pump();
}

void Projector::pixels_failed(const CallError& error) {
    const auto& newest = source_.newest();
    const auto now = scheduler_.now();
    if (is_hidden_ || !mirror_.has_work() || is_held_up() || chooser_.next(newest->memory, now) != Path::copy)
        return;
    chooser_.failed(Path::copy, error, newest->memory, now, system_clock::now());
    pump();
}

void Projector::pump() {
    if (!is_hidden_ && !card_.is_busy() && mirror_.has_work() && !is_held_up())
        give_order();
    on_change_();
}

bool Projector::is_held_up() {
    if (!mirror_.has_picture())
        return false;
    if (is_paused_)
        return true;
    if (frame_time_.count() == 0 || scheduler_.now() >= next_frame_)
        return false;
    retry_->set(next_frame_, [this] { pump(); });
    return true;
}

void Projector::give_order() {
    const source::Frame newest = *source_.newest();
    pixels::Region changed = plan_.geometry.map(source_.journal()->between(mirror_.displayed(), newest.sequence));
    changed.add(mirror_.owed());
    if (changed.empty() && mirror_.has_picture()) {
        mirror_.skip();
        return;
    }
    if (const auto path = chooser_.next(newest.memory, scheduler_.now()))
        begin(*path, newest, mirror_.has_picture() ? changed.area() : area_of(plan_.mode.size()));
    if (const auto wake = chooser_.wake_time())
        retry_->set(*wake, [this] { pump(); });
}

void Projector::begin(Path path, const source::Frame& newest, std::uint64_t pixels) {
    ShowRequest request{
        .mode = plan_.mode, .geometry = plan_.geometry, .dither = plan_.dither, .journal = source_.journal()};
    pixels::Sequence frame = newest.sequence;
    if (path == Path::copy) {
        const source::Pixels& copied = source_.pixels();
        // An older frame than the newest is shown, if the display has not had it yet.
        if (!copied.shadow || (copied.sequence < frame && copied.sequence <= mirror_.displayed())) {
            source_.want_pixels();
            return;
        }
        frame = copied.sequence;
        request.shadow = copied.shadow;
    } else {
        request.buffer = newest.buffer;
    }
    request.order = mirror_.begin(path, frame);
    path_ = path;
    memory_ = newest.memory;
    chooser_.begun(pixels);
    commits_.begin(pixels);
    next_frame_ = scheduler_.now() + frame_time_;
    card_.show(std::move(request), path == Path::copy ? nullptr : newest.lease, *this);
}

void Projector::on_shown(const Shown& shown) {
    const auto now = scheduler_.now();
    commits_.end();
    failure_.reset();
    was_shown_ = true;
    format_ = shown.format;
    if (chooser_.shown(path_, now, system_clock::now()))
        ++statistics_.fallbacks;
    mirror_.shown(shown.sequence, shown.bytes_copied);
    source_.set_wants_heap(*this, chooser_.wants_heap(now));
    pump();
    if (!is_hidden_)
        repainter_.shown(commits_.was_late());
}

void Projector::on_show_failed(const CallError& error) {
    commits_.reset();
    failure_ = error;
    mirror_.failed();
    // No other memory is better for a plane that cannot scale or turn.
    if (error.call == path_reason::geometry || is_refused_by_plane(error))
        for (const Path path : {Path::prime_heap, Path::prime})
            chooser_.rule_out(path, {path_reason::geometry, error.error}, system_clock::now());
    else
        chooser_.failed(path_, error, memory_, scheduler_.now(), system_clock::now());
    // Another master may have set another mode; and a display that refuses everything may have lost its own.
    if (chooser_.trouble() == ErrorClass::no_master || chooser_.is_refused())
        mirror_.require_modeset();
    pump();
}

// Some pass the test and refuse the commit, as with memory that cannot be read. That of the heap can.
bool Projector::is_refused_by_plane(const CallError& error) const {
    return path_ == Path::prime_heap && !plan_.geometry.is_importable() && mirror::is_commit(error) &&
           mirror::classify(error) == ErrorClass::permanent;
}

std::optional<CallError> Projector::refusal() const {
    // Memory that is short, or cannot be imported, says nothing of the mode.
    const bool is_refused = !was_shown_ && failure_ && path_ == Path::copy && chooser_.is_dark() &&
                            mirror::classify(*failure_, mirror::ExporterMapping::on_demand) == ErrorClass::permanent;
    return is_refused ? failure_ : std::nullopt;
}

std::optional<std::string> Projector::lateness() const {
    if (commits_.is_late())
        return commits_.text();
    const auto busy = scheduler_.now() - chooser_.trouble_since();
    if (chooser_.trouble() != ErrorClass::busy || busy < longest_business || !failure_)
        return std::nullopt;
    return fmt::format("the card has been busy for {} s: {} fails with {}",
                       std::chrono::duration_cast<std::chrono::seconds>(busy).count(), failure_->call,
                       errno_name(failure_->error));
}

void Projector::pause(bool paused) {
    is_paused_ = paused;
    pump();
}

void Projector::set_idle_repaint(std::chrono::minutes time) {
    idle_repaint_ = time;
    if (!is_hidden_)
        repainter_.begin(time);
}

void Projector::hide() {
    is_hidden_ = true;
    retry_->cancel();
    repainter_.end();
}

void Projector::unhide() {
    if (std::exchange(is_hidden_, false)) {
        mirror_.repaint();
        repainter_.begin(idle_repaint_);
    }
    pump();
}

void Projector::set_max_rate(std::uint32_t mhz) {
    frame_time_ = std::chrono::nanoseconds(mhz == 0 ? 0 : 1'000'000'000'000 / mhz);
    next_frame_ = std::min(next_frame_, scheduler_.now() + frame_time_);
    pump();
}

void Projector::rearm() {
    chooser_.rearm();
    mirror_.repaint();
    pump();
}

bool Projector::repaint_slice() {
    if (is_paused_ || is_hidden_ || card_.is_busy() || !mirror_.repaint_slice())
        return false;
    pump();
    return true;
}

}  // namespace kmsmirror::sink
