// SPDX-License-Identifier: MIT
#include "app/sink_slot.h"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "base/log.h"
#include "kms/format.h"
#include "mirror/error_class.h"
#include "mirror/mode_match.h"
#include "mirror/sink_driver.h"

namespace kmsmirror::app {
namespace {

constexpr std::uint32_t mode_type_preferred = 1U << 3;  // DRM_MODE_TYPE_PREFERRED

mirror::PathReason describe(const std::optional<mirror::PathFailure>& failure) {
    if (!failure)
        return {};
    return {std::string(failure->error.call), mirror::errno_name(failure->error.error),
            std::string(mirror::class_name(failure->error_class)),
            fmt::format("{:%Y-%m-%dT%H:%M:%SZ}", fmt::gmtime(std::chrono::system_clock::to_time_t(failure->time)))};
}

std::string describe(const CallError& error) {
    return fmt::format("{}: {}", error.call, mirror::errno_name(error.error));
}

bool is_gone(const CallError& error) {
    return mirror::classify(error, mirror::ExporterMapping::at_allocation) == mirror::ErrorClass::gone;
}

std::optional<std::size_t> match(const std::vector<kms::ModeInfo>& modes, const SourceView& source) {
    std::vector<mirror::ModeChoice> choices;
    choices.reserve(modes.size());
    for (const kms::ModeInfo& mode : modes)
        choices.push_back({mode.size(), mode.refresh_mhz(), (mode.type & mode_type_preferred) != 0});
    return mirror::match_mode(choices, {source.size, source.refresh_mhz, false});
}

// The rate that was asked for may be rounded.
std::optional<std::size_t> find_mode(const std::vector<kms::ModeInfo>& modes, const ModeWish& wish) {
    for (std::size_t i = 0; i < modes.size(); ++i)
        if (mirror::is_mode({modes[i].size(), modes[i].refresh_mhz(), false}, wish))
            return i;
    return std::nullopt;
}

}  // namespace

SinkSlot::SinkSlot(kms::DrmApi& api, Scheduler& scheduler, SinkOwner& owner, CommonSettings common, std::string id)
    : api_(api),
      scheduler_(scheduler),
      owner_(owner),
      common_(common),
      retry_(scheduler.make_alarm()),
      late_(scheduler.make_alarm()),
      repair_(scheduler.make_alarm()),
      idle_(scheduler.make_alarm()),
      self_(std::make_shared<char>(), this) {
    status_.id = std::move(id);
}

void SinkSlot::attach(const hotplug::CardInfo& card) {
    syspath_ = card.syspath;
    status_.device_path = card.device_path;
    status_.usb_path = card.is_usb ? card.id_path : std::string();
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
        if (card_)
            close_card();
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
    if (std::exchange(common_.idle_repaint, time) == time)
        return;
    idle_->cancel();
    if (mirror_ && mirror_->is_started())
        begin_idle_repaint();
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
    if (card_ && mirror_ && mirror_->has_picture())
        card_->capture(std::move(on_capture));
    else
        on_capture(call_failure("CAPTURE", errno_error(ENODATA)));
}

void SinkSlot::open_card() {
    unusable_.reset();
    reports_ = std::shared_ptr<sink::SinkListener>(std::make_shared<char>(), this);
    auto post = [this](std::function<void()> function) { scheduler_.post(std::move(function)); };
    auto on_stopped = [self = std::weak_ptr(self_)](const sink::SinkCard* stopped,
                                                    const std::optional<CallError>& why) {
        if (const auto slot = self.lock())
            slot->forget_card(stopped, why);
    };
    card_ =
        std::make_unique<sink::SinkCard>(api_, status_.device_path, std::move(post), reports_, std::move(on_stopped));
}

void SinkSlot::close_card() {
    // Its thread may be inside an ioctl: it is left to end by itself.
    reports_.reset();
    card_->stop();
    leaving_.push_back(std::move(card_));
}

void SinkSlot::detach() {
    if (!is_attached())
        return;
    if (card_)
        close_card();
    syspath_.clear();
    found_.reset();
    unusable_.reset();
    retry_->cancel();
    stop_mirror();
    update_hold();
    update_status();
}

void SinkSlot::forget_card(const sink::SinkCard* card, const std::optional<CallError>& why) {
    std::erase_if(leaving_, [card](const auto& leaving) { return leaving.get() == card; });
    if (card_.get() != card)
        return;
    card_.reset();
    if (why)
        on_unusable(*why);
}

void SinkSlot::probe() {
    if (!settings_.enabled)
        return;
    if (card_)
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
    describe_display();
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
        begin_idle_repaint();
        if (newest_)
            mirror_->offer(newest_->frame, pixels::Region(rect_of(source_->size)));
    }
    give_next_job();
}

void SinkSlot::choose_mode() {
    const auto wanted = settings_.mode ? find_mode(found_->modes, *settings_.mode) : std::nullopt;
    if (settings_.mode && !wanted)
        log::warning("sink {}: the display has no mode {}; it gets the one nearest to the source", status_.id,
                     mode_text(*settings_.mode));
    const auto index = wanted ? wanted : match(found_->modes, *source_);
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
    clock_.end(scheduler_.now());
    if (still_.is_in_flight()) {
        end_still(true);
        return;
    }
    mirror_->shown(shown.bytes_copied, shown.sequence, scheduler_.now(), std::chrono::system_clock::now());
    give_next_job();
    if (!clock_.was_late()) {
        repair_pause_ = {};
        repair();
        return;
    }
    owed_slices_ = mirror::SinkMirror::slices;
    repair_pause_ = std::clamp(2 * repair_pause_, std::chrono::seconds(1), std::chrono::seconds(4));
    repair_->set(scheduler_.now() + repair_pause_, [this] { repair(); });
}

// A driver gives a transfer up when it takes too long, and tells nobody. Fresh frames go first.
void SinkSlot::repair() {
    if (owed_slices_ == 0 || !mirror_ || mirror_->is_busy() || is_paused_ || still_.is_wanted())
        return;
    --owed_slices_;
    mirror_->repaint_slice();
    give_next_job();
}

void SinkSlot::on_show_failed(std::uint64_t number, const CallError& error) {
    if (!mirror_ || number != request_)
        return;
    clock_.reset();
    if (still_.is_in_flight()) {
        log::warning("sink {}: {} is not shown: {}", status_.id, still_state_, describe(error));
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
    clock_.reset();
    idle_->cancel();
    owed_slices_ = 0;
    repair_->cancel();
    if (mirror_)
        mirror_->stop();
}

// Only a commit that failed tells that a driver cannot read the buffer; here it would not.
void SinkSlot::rule_out_silent_failure() {
    if (mirror::fails_silently(found_->driver, common_.kernel) && !mirror::always_maps(source_->driver))
        mirror_->rule_out_prime({"KERNEL", errno_error(EOPNOTSUPP)}, std::chrono::system_clock::now());
}

void SinkSlot::watch_commit() {
    late_set_ = clock_.is_running();
    if (!late_set_)
        return;
    update_status();
    const auto now = scheduler_.now();
    late_->set(clock_.is_slow(now) ? now + std::chrono::seconds(1) : clock_.due(), [this] { watch_commit(); });
}

// USB transfers fail without a word: what a display missed comes back sooner or later.
void SinkSlot::begin_idle_repaint() {
    if (common_.idle_repaint.count() == 0)
        return;
    idle_->set(scheduler_.now() + std::chrono::seconds(common_.idle_repaint) / mirror::SinkMirror::slices, [this] {
        const std::uint64_t shown = statistics().frames_shown;
        if (is_paused_ || still_.is_wanted()) {
            // What is shown is not the newest frame.
        } else if (shown == frames_shown_at_idle_) {
            mirror_->repaint_slice();
            give_next_job();
            ++frames_shown_at_idle_;  // the slice itself
        } else {
            frames_shown_at_idle_ = shown;
        }
        begin_idle_repaint();
    });
}

void SinkSlot::give_next_job() {
    if (mirror_ && card_ && source_ && mirror_->is_started() && still_.is_wanted()) {
        if (still_.is_due() && !mirror_->is_in_flight()) {
            auto request = still_.begin(++request_, mode_, !mirror_->has_picture());
            clock_.begin(scheduler_.now(), pixels::Region(request.job.clips).area());
            card_->show(std::move(request));
        }
    } else if (mirror_ && card_ && source_ && mirror_->has_work() && !is_held_up()) {
        if (auto request = next_request()) {
            clock_.begin(scheduler_.now(), pixels::Region(request->job.clips).area());
            if (settings_.max_rate_mhz != 0)
                next_frame_ = scheduler_.now() + std::chrono::nanoseconds(1'000'000'000'000 / settings_.max_rate_mhz);
            card_->show(std::move(*request));
            if (!late_set_)
                watch_commit();
        }
        if (const auto wake = mirror_->wake_time())
            retry_->set(*wake, [this] { give_next_job(); });
    }
    update_hold();
    update_status();
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

void SinkSlot::describe_display() {
    status_.driver = found_->driver;
    status_.connector = found_->connector;
    status_.make = found_->identity.make;
    status_.model = found_->identity.model;
    status_.serial = found_->identity.serial;
    status_.modes.clear();
    for (const kms::ModeInfo& mode : found_->modes)
        status_.modes.push_back({mode.size(), mode.refresh_mhz()});
}

void SinkSlot::update_status() {
    status_.error.clear();
    const bool started = mirror_ && mirror_->is_started();
    const auto trouble = started ? mirror_->trouble() : std::nullopt;
    const bool gone = mirror_ && mirror_->trouble() == mirror::ErrorClass::gone;
    if (is_attached() && !settings_.enabled) {
        status_.state = "disabled";
    } else if (!is_attached() || gone || (unusable_ && is_gone(*unusable_))) {
        status_.state = "unplugged";
    } else if (unusable_) {
        status_.state = "error";
        status_.error = describe(*unusable_);
    } else if (found_ && !found_->connected) {
        status_.state = "no-display";
    } else if (trouble == mirror::ErrorClass::no_master) {
        status_.state = "no-master";
        status_.error = "another program is master of " + status_.device_path;
    } else if (trouble == mirror::ErrorClass::permanent) {
        status_.state = "error";
        status_.error = "no path works";
    } else if (clock_.is_slow(scheduler_.now())) {
        status_.state = "slow";
        status_.error = clock_.text();
    } else if (mirror_ && mirror_->has_picture()) {
        status_.state = still_.is_wanted() ? still_state_ : is_paused_ ? "paused" : "mirroring";
    } else {
        status_.state = "starting";
    }
    status_.settings = settings_;
    status_.mode = started ? mirror::ModeStatus{mode_.size(), mode_.refresh_mhz()} : mirror::ModeStatus{};
    if (started && source_)
        status_.format = source_->format;
    if (mirror_) {
        const auto path = started ? mirror_->ladder().proven_path() : std::nullopt;
        // Between a failed commit and the one that replaces it, the display shows what the old path brought.
        if (path || !started)
            status_.path = path ? std::string(mirror::path_name(*path)) : "none";
        status_.path_reason = describe(mirror_->ladder().reason());
        status_.fallback_count = mirror_->ladder().fallback_count();
    } else {
        status_.path = "none";
    }
    if (status_ == told_)
        return;
    log_changes(told_);
    told_ = status_;
    owner_.sink_changed(status_);
}

void SinkSlot::log_changes(const mirror::SinkStatus& before) const {
    if (status_.state != before.state)
        log::info("sink {}: {}{}{}", status_.id, status_.state, status_.error.empty() ? "" : ": ", status_.error);
    if (status_.path == before.path || status_.path == "none")
        return;
    const mirror::PathReason& reason = status_.path_reason;
    if (reason.call.empty())
        log::info("sink {}: path {}", status_.id, status_.path);
    else
        log::warning("sink {}: path {}, because {} failed with {} ({})", status_.id, status_.path, reason.call,
                     reason.errno_name, reason.error_class);
}

}  // namespace kmsmirror::app
