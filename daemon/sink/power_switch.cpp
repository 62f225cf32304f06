// SPDX-License-Identifier: MIT
#include "sink/power_switch.h"

#include <algorithm>
#include <utility>

#include "mirror/error_class.h"

namespace kmsmirror::sink {
namespace {

constexpr std::chrono::seconds shortest_off_pause(1);
constexpr std::chrono::seconds longest_off_pause(60);

}  // namespace

PowerSwitch::PowerSwitch(Scheduler& scheduler, SlotCard& card, std::function<void()> on_due,
                         std::function<void()> on_off)
    : scheduler_(scheduler),
      card_(card),
      on_due_(std::move(on_due)),
      on_off_(std::move(on_off)),
      retry_(scheduler.make_alarm()) {}

void PowerSwitch::want_off(bool off) {
    if (std::exchange(is_wanted_, off) != off)
        forget();
}

void PowerSwitch::pump() {
    if (is_wanted_ && !is_off_ && !waits_ && !card_.is_busy())
        card_.turn_off(*this);
}

void PowerSwitch::rearm() {
    retry_->cancel();
    pause_ = {};
    waits_ = false;
}

void PowerSwitch::forget() {
    rearm();
    is_off_ = false;
    failure_.reset();
}

void PowerSwitch::on_shown(const Shown& /*shown*/) {
    is_off_ = is_wanted_;
    failure_.reset();
    pause_ = {};
    on_off_();
}

void PowerSwitch::on_show_failed(const CallError& error) {
    if (!is_wanted_)
        return;
    failure_ = error;
    waits_ = true;
    if (mirror::classify(error) == ErrorClass::gone)
        return;
    pause_ = std::clamp(2 * pause_, shortest_off_pause, longest_off_pause);
    retry_->set(scheduler_.now() + pause_, [this] {
        waits_ = false;
        on_due_();
    });
}

}  // namespace kmsmirror::sink
