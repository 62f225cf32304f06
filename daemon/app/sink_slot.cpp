// SPDX-License-Identifier: MIT
#include "app/sink_slot.h"

#include <utility>

#include "app/sink_report.h"
#include "base/log.h"
#include "mirror/mode_match.h"
#include "mirror/sink_driver.h"

namespace kmsmirror::app {
namespace {

constexpr std::uint32_t mode_type_preferred = 1U << 3;  // DRM_MODE_TYPE_PREFERRED

std::vector<mirror::ModeChoice> choices_of(const std::vector<kms::ModeInfo>& modes) {
    std::vector<mirror::ModeChoice> choices;
    choices.reserve(modes.size());
    for (const kms::ModeInfo& mode : modes)
        choices.push_back({mode.size(), mode.refresh_mhz(), (mode.type & mode_type_preferred) != 0});
    return choices;
}

}  // namespace

SinkSlot::SinkSlot(kms::DrmApi& api, Scheduler& scheduler, SinkOwner& owner, CommonSettings common, std::string id)
    : scheduler_(scheduler),
      owner_(owner),
      common_(common),
      retry_(scheduler.make_alarm()),
      commits_(scheduler, [this] { update_status(); }),
      repainter_(scheduler, [this] { return repaint_slice(); }),
      card_(api, scheduler, *this, [this](const CallError& error) { on_unusable(error); }) {
    status_.id = std::move(id);
}

void SinkSlot::attach(const hotplug::CardInfo& card) {
    syspath_ = card.syspath;
    status_.device_path = card.device_path;
    status_.usb_path = card.usb_path;
    status_.driver = card.driver;
    settings_ = owner_.settings_for(status_);
    if (settings_.enabled)
        open_card();
    update_status();
}

void SinkSlot::update_settings() {
    apply(owner_.settings_for(status_));
}

void SinkSlot::apply(const SinkSettings& settings) {
    const SinkSettings before = std::exchange(settings_, settings);
    if (is_attached() && before.enabled && !settings.enabled) {
        card_.close();
        found_.reset();
        unusable_.reset();
        stop_mirror();
    } else if (is_attached() && !before.enabled && settings.enabled) {
        open_card();
    } else if (settings.mode != before.mode && mirror_ && mirror_->is_started()) {
        stop_mirror();
        begin();
    } else if (settings.path != before.path) {
        open_paths();
    }
    give_next_job();
    update_status();
}

void SinkSlot::set_idle_repaint(std::chrono::minutes time) {
    if (std::exchange(common_.idle_repaint, time) != time && mirror_ && mirror_->is_started())
        repainter_.begin(time);
}

void SinkSlot::pause() {
    is_paused_ = true;
    update_status();
}

void SinkSlot::show_still(StillPicture::Draw draw, const std::string& state) {
    is_paused_ = false;
    still_.set(std::move(draw));
    still_state_ = state;
    give_next_job();
}

void SinkSlot::resume() {
    is_paused_ = false;
    still_.end();
    give_next_job();
}

void SinkSlot::capture(sink::SinkCard::OnCapture on_capture) {
    if (card_.is_open() && mirror_ && mirror_->has_picture())
        card_->capture(std::move(on_capture));
    else
        on_capture(call_failure("CAPTURE", errno_error(ENODATA)));
}

void SinkSlot::open_card() {
    unusable_.reset();
    card_.open(status_.device_path);
}

void SinkSlot::detach() {
    if (!is_attached())
        return;
    card_.close();
    syspath_.clear();
    found_.reset();
    unusable_.reset();
    retry_->cancel();
    stop_mirror();
    update_hold();
    update_status();
}

void SinkSlot::probe() {
    if (!settings_.enabled)
        return;
    if (card_.is_open())
        card_->probe();
    else if (is_attached())
        open_card();
}

void SinkSlot::set_source(const std::optional<SourceView>& source, const std::optional<SourceFrame>& newest) {
    source_ = source;
    newest_ = newest;
    status_.source_id = source ? source->id : std::string();
    stop_mirror();
    update_hold();
    begin();
}

void SinkSlot::offer(const SourceFrame& newest, const pixels::Region& damage) {
    newest_ = newest;
    if (!mirror_ || !mirror_->is_started())
        return;
    mirror_->offer(newest.frame, damage);
    give_next_job();
}

void SinkSlot::rearm() {
    if (!mirror_)
        return;
    mirror_->rearm();
    give_next_job();
}

mirror::SinkStatistics SinkSlot::statistics() const {
    return mirror_ ? mirror_->statistics() : mirror::SinkStatistics{};
}

void SinkSlot::on_found(const sink::SinkFound& found) {
    // A probe that finds the same display again leaves its picture alone.
    const bool same = found_ && mirror_ && mirror_->is_started() && found_->connected == found.connected &&
                      found_->identity == found.identity && found_->modes == found.modes;
    unusable_.reset();
    found_ = found;
    describe_display(status_, found);
    update_settings();
    if (!same && settings_.enabled) {
        stop_mirror();
        begin();
    }
}

void SinkSlot::begin() {
    if (found_ && found_->connected && source_) {
        if (!mirror_)
            mirror_.emplace(mirror::exporter_mapping(source_->driver), common_.measure_heap);
        mirror_->set_clip_cost(mirror::clip_cost(found_->driver));
        choose_mode();
        const auto left_mode = std::exchange(found_->left_mode, std::nullopt);
        mirror_->choose_path(settings_.path, std::chrono::system_clock::now());
        mirror_->start(source_->size, mode_.size(), left_mode == mode_, std::chrono::system_clock::now());
        rule_out_silent_failure();
        repainter_.begin(common_.idle_repaint);
        if (newest_)
            mirror_->offer(newest_->frame, pixels::Region(rect_of(source_->size)));
    }
    give_next_job();
}

void SinkSlot::choose_mode() {
    const auto choices = choices_of(found_->modes);
    const auto wanted = settings_.mode ? mirror::find_mode(choices, *settings_.mode) : std::nullopt;
    if (settings_.mode && !wanted)
        log::warning("sink {}: the display has no mode {}; it gets the one nearest to the source. It has {}",
                     status_.id, mode_text(*settings_.mode), mirror::modes_text(choices));
    const auto index = wanted ? wanted : mirror::match_mode(choices, {source_->size, source_->refresh_mhz, false});
    mode_ = found_->modes[index.value_or(0)];
}

void SinkSlot::open_paths() {
    if (!mirror_)
        return;
    mirror_->choose_path(settings_.path, std::chrono::system_clock::now());
    if (mirror_->is_started())
        rule_out_silent_failure();
}

void SinkSlot::on_unusable(const CallError& error) {
    unusable_ = error;
    stop_mirror();
    give_next_job();
}

void SinkSlot::on_shown(const sink::Shown& shown) {
    if (!mirror_ || shown.number != request_)
        return;
    commits_.end();
    if (still_.is_in_flight()) {
        end_still(true);
        return;
    }
    mirror_->shown(shown.bytes_copied, shown.sequence, scheduler_.now(), std::chrono::system_clock::now());
    give_next_job();
    repainter_.shown(commits_.was_late());
}

bool SinkSlot::repaint_slice() {
    if (!mirror_ || mirror_->is_busy() || is_paused_ || still_.is_wanted())
        return false;
    mirror_->repaint_slice();
    give_next_job();
    return true;
}

void SinkSlot::on_show_failed(std::uint64_t number, const CallError& error) {
    if (!mirror_ || number != request_)
        return;
    commits_.reset();
    if (still_.is_in_flight()) {
        log::warning("sink {}: {} is not shown: {}", status_.id, still_state_, error_text(error));
        still_.end();
        end_still(false);
        return;
    }
    mirror_->failed(error, scheduler_.now(), std::chrono::system_clock::now());
    give_next_job();
    if (mirror_->ladder().is_unreadable())
        owner_.buffers_unreadable();
}

void SinkSlot::copy_failed(const CallError& error) {
    if (!mirror_ || mirror_->next_path(scheduler_.now()) != mirror::Path::copy)
        return;
    mirror_->copy_failed(error, scheduler_.now(), std::chrono::system_clock::now());
    give_next_job();
}

void SinkSlot::end_still(bool shown) {
    still_.done(shown);
    if (shown)
        mirror_->replaced();
    give_next_job();
}

void SinkSlot::stop_mirror() {
    ++request_;
    still_.forget();
    commits_.reset();
    repainter_.end();
    if (mirror_)
        mirror_->stop();
}

// Only a commit that failed tells that a driver cannot read the buffer; here it would not.
void SinkSlot::rule_out_silent_failure() {
    if (mirror::fails_silently(found_->driver, common_.kernel) && !mirror::always_maps(source_->driver))
        mirror_->rule_out_prime({"KERNEL", errno_error(EOPNOTSUPP)}, std::chrono::system_clock::now());
}

void SinkSlot::give_next_job() {
    if (mirror_ && card_.is_open() && source_ && mirror_->is_started() && still_.is_wanted()) {
        if (still_.is_due() && !mirror_->is_in_flight())
            give(still_.begin(++request_, mode_, !mirror_->has_picture()));
    } else if (mirror_ && card_.is_open() && source_ && mirror_->has_work() && !is_held_up()) {
        if (auto request = next_request()) {
            if (settings_.max_rate_mhz != 0)
                next_frame_ = scheduler_.now() + std::chrono::nanoseconds(1'000'000'000'000 / settings_.max_rate_mhz);
            give(std::move(*request));
        }
        if (const auto wake = mirror_->wake_time())
            retry_->set(*wake, [this] { give_next_job(); });
    }
    update_hold();
    update_status();
}

void SinkSlot::give(sink::ShowRequest request) {
    commits_.begin(pixels::Region(request.job.clips).area());
    card_->show(std::move(request));
}

// By the user: not by failures.
bool SinkSlot::is_held_up() {
    if (still_.is_in_flight())
        return true;
    if (!mirror_->has_picture())
        return false;
    if (is_paused_)
        return true;
    if (settings_.max_rate_mhz == 0)
        return false;
    const auto now = scheduler_.now();
    if (now < next_frame_) {
        retry_->set(next_frame_, [this] { give_next_job(); });
        return true;
    }
    return false;
}

std::optional<sink::ShowRequest> SinkSlot::next_request() {
    const auto path = mirror_->next_path(scheduler_.now());
    if (!path)
        return std::nullopt;
    if (*path != mirror::Path::copy)
        return sink::ShowRequest{++request_, mirror_->begin_prime(), mode_, newest_->buffer, nullptr};
    if (const auto& copied = source_->copies->copied())
        if (auto job = mirror_->begin_copy(*copied))
            return sink::ShowRequest{++request_, std::move(*job), mode_, nullptr, source_->copies->shadow()};
    source_->copies->want();
    return std::nullopt;
}

void SinkSlot::update_hold() {
    const auto wanted = mirror_ ? mirror_->buffer_in_flight() : std::nullopt;
    if (wanted == held_)
        return;
    const auto old = std::exchange(held_, wanted);
    if (wanted)
        owner_.hold_buffer(*wanted);
    if (old)
        owner_.unhold_buffer(*old);
}

void SinkSlot::update_status() {
    const bool started = mirror_ && mirror_->is_started();
    const mirror::SinkMirror* mirror = mirror_ ? &*mirror_ : nullptr;
    describe_state(status_, {.is_attached = is_attached(),
                             .is_enabled = settings_.enabled,
                             .has_no_display = found_ && !found_->connected,
                             .unusable = unusable_,
                             .mirror = mirror,
                             .commits = commits_,
                             .shown = still_.is_wanted() ? still_state_
                                      : is_paused_       ? "paused"
                                                         : "mirroring"});
    describe_path(status_, mirror);
    status_.settings = settings_;
    status_.mode = started ? mirror::ModeStatus{mode_.size(), mode_.refresh_mhz()} : mirror::ModeStatus{};
    if (started && source_)
        status_.format = source_->format;
    if (status_ == told_)
        return;
    log_changes(told_, status_);
    told_ = status_;
    owner_.sink_changed(status_);
}

}  // namespace kmsmirror::app
