// SPDX-License-Identifier: MIT
#include "sink/sink_slot.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "base/log.h"
#include "mirror/error_class.h"
#include "mirror/sink_driver.h"
#include "sink/report.h"

namespace kmsmirror::sink {
namespace {

constexpr std::chrono::seconds first_retry(1);
constexpr std::chrono::seconds last_retry(60);

std::string text_of(const kms::ModeInfo& mode) {
    return mode_text({mode.size(), mode.refresh_mhz()});
}

}  // namespace

SinkSlot::SinkSlot(kms::DrmApi& api, Scheduler& scheduler, SinkOwner& owner, CommonSettings common, std::string id,
                   source::Source* source)
    : scheduler_(scheduler),
      owner_(owner),
      common_(common),
      source_(source),
      card_(api, scheduler, *this),
      power_(
          scheduler, card_,
          [this] {
              turn_off();
              update_status();
          },
          [this] { forget_mode(); }) {
    status_.id = std::move(id);
}

void SinkSlot::attach(const SlotPlace& place) {
    is_attached_ = true;
    status_.device_path = place.device_path;
    status_.usb_path = place.usb_path;
    // Another display may be there than before, and what was decided about that one is not for it.
    describe_display(status_, {});
    status_.driver = place.driver;
    settings_.reset();
    owner_.sink_identified(status_);
    update_status();
}

void SinkSlot::detach() {
    if (!is_attached_)
        return;
    is_attached_ = false;
    close_card();
    update_status();
}

void SinkSlot::close_card() {
    retry_.reset();
    retry_pause_ = {};
    unusable_.reset();
    found_.reset();
    end_projecting();
    mode_set_.reset();
    forget_refusals();
    power_.forget();
    card_.close();
}

void SinkSlot::open_card() {
    unusable_.reset();
    card_.open(status_.device_path);
}

void SinkSlot::probe() {
    if (!is_attached_ || !settings_ || !settings_->enabled)
        return;
    if (card_.is_open())
        card_.probe();
    else
        open_card();
    update_status();
}

void SinkSlot::set_settings(const SinkSettings& settings) {
    const auto before = std::exchange(settings_, settings);
    const bool was_open = before && before->enabled;
    if (is_attached_ && was_open && !settings.enabled) {
        close_card();
    } else if (is_attached_ && !was_open && settings.enabled) {
        open_card();
    } else {
        if (before && before->mode != settings.mode)
            forget_refusals();
        project();
    }
    update_status();
}

void SinkSlot::set_idle_repaint(std::chrono::minutes time) {
    if (std::exchange(common_.idle_repaint, time) != time && projector_)
        projector_->set_idle_repaint(time);
}

void SinkSlot::set_source(source::Source* source) {
    source_ = source;
    card_.forget_source();
    project();
    update_status();
}

void SinkSlot::rearm() {
    power_.rearm();
    turn_off();
    if (!refused_modes_.empty()) {
        forget_refusals();
        project();
    }
    if (projector_)
        projector_->rearm();
    else
        probe();
}

void SinkSlot::forget_refusals() {
    refused_modes_.clear();
    remark_.clear();
}

void SinkSlot::on_found(const SinkFound& found) {
    retry_.reset();
    retry_pause_ = {};
    unusable_.reset();
    // A probe that finds the same display again leaves its picture alone.
    const bool is_same = found_ && found_->connected == found.connected && found_->identity == found.identity &&
                         found_->modes == found.modes;
    if (!is_same) {
        end_projecting();
        power_.forget();
        refused_modes_.clear();
        remark_ = found.no_display;
        mode_set_ = found.left_mode;
    }
    found_ = found;
    describe_display(status_, found);
    owner_.sink_identified(status_);
    project();
    turn_off();
    update_status();
}

void SinkSlot::on_unusable(const CallError& error) {
    unusable_ = error;
    end_projecting();
    power_.forget();
    found_.reset();
    log::warning("sink {}: {}: {}", status_.id, status_.device_path, error_text(error));
    if (mirror::classify(error) != ErrorClass::gone)
        retry_later();
    update_status();
}

// Most causes pass: a descriptor or memory was short, or another program had the card.
void SinkSlot::retry_later() {
    retry_pause_ = std::clamp(2 * retry_pause_, first_retry, last_retry);
    retry_ = scheduler_.make_alarm();
    retry_->set(scheduler_.now() + retry_pause_, [this] { probe(); });
}

void SinkSlot::on_idle() {
    if (Projector* const shown = front(); shown != nullptr && !power_.is_off_wanted()) {
        mode_set_ = shown->has_picture() ? std::optional(shown->plan().mode) : std::nullopt;
        if (const auto why = shown->refusal())
            leave_refused_mode(*why);
    }
    turn_off();
    if (Projector* const shown = front())
        shown->pump();
    update_status();
}

void SinkSlot::leave_refused_mode(const CallError& why) {
    const kms::ModeInfo refused = front()->plan().mode;
    if (std::find(refused_modes_.begin(), refused_modes_.end(), refused) != refused_modes_.end())
        return;  // so were all others: it is tried again by time
    refused_modes_.push_back(refused);
    if (refused_modes_.size() == found_->modes.size()) {
        remark_.clear();
    } else {
        remark_ =
            fmt::format("the display refused the mode {}: {}; it got the next one", text_of(refused), error_text(why));
        log::warning("sink {}: {}", status_.id, remark_);
    }
    project();
}

SinkPlan SinkSlot::plan() {
    auto [plan, remark] = make_plan(*settings_, source_->traits(), *found_, refused_modes_);
    if (refused_modes_.empty() && std::exchange(remark_, remark) != remark && !remark.empty())
        log::warning("sink {}: {}", status_.id, remark);
    plan.measures_heap = common_.measures_heap;
    plan.fails_silently = mirror::fails_silently(found_->driver, common_.kernel);
    return plan;
}

void SinkSlot::project() {
    if (!found_ || !found_->connected || source_ == nullptr || !settings_ || !settings_->enabled) {
        end_projecting();
        return;
    }
    const SinkPlan wanted = plan();
    if (projector_ && projected_ == source_ && projector_->plan() == wanted) {
        projector_->set_max_rate(settings_->max_rate_mhz);
        return;
    }
    end_projecting();
    projector_ = std::make_unique<Projector>(scheduler_, card_, *source_, wanted, mode_set_ == wanted.mode, statistics_,
                                             [this] { update_status(); });
    projected_ = source_;
    projector_->set_idle_repaint(common_.idle_repaint);
    projector_->pause(is_paused_);
    projector_->set_max_rate(settings_->max_rate_mhz);
    project_still();
}

void SinkSlot::end_projecting() {
    // What is in flight may be its mode set.
    if (const Projector* const shown = front(); shown != nullptr && mode_set_ != shown->plan().mode)
        mode_set_.reset();
    still_projector_.reset();
    still_.reset();
    projector_.reset();
    projected_ = nullptr;
}

void SinkSlot::update_status() {
    const Projector* const shown = front();
    describe_state(status_, {.is_attached = is_attached_,
                             .is_enabled = !settings_ || settings_->enabled,
                             .has_no_display = found_ && !found_->connected,
                             .power = found_ ? &power_ : nullptr,
                             .waits_for_source = found_ && source_ == nullptr,
                             .unusable = unusable_,
                             .projector = shown,
                             .shown = draw_        ? still_state_
                                      : is_paused_ ? SinkState::paused
                                                   : SinkState::mirroring,
                             .remark = remark_});
    describe_path(status_, projector_.get());
    status_.source_id = source_ != nullptr ? source_->traits().id : std::string();
    status_.fallback_count = statistics_.fallbacks;
    status_.settings = settings_.value_or(SinkSettings{});
    describe_placement(status_, projector_ ? &projector_->plan() : nullptr);
    if (status_ == told_)
        return;
    told_ = status_;
    owner_.sink_changed(status_);
}

}  // namespace kmsmirror::sink
