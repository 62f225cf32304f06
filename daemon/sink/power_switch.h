// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <optional>

#include "base/result.h"
#include "base/scheduler.h"
#include "sink/slot_card.h"

namespace kmsmirror::sink {

// Turns a display off that users want off, and tries again by time where that fails. It never turns one on: a mode set
// does, with the picture that is shown then. Main thread.
class PowerSwitch final : private Shower {
public:
    // `scheduler` and `card` outlive it. `on_due`: pump() is worth another call although nothing happened. `on_off`:
    // the display went off, whatever is wanted by now.
    PowerSwitch(Scheduler& scheduler, SlotCard& card, std::function<void()> on_due, std::function<void()> on_off);
    ~PowerSwitch() override { card_.forget(*this); }
    PowerSwitch(const PowerSwitch&) = delete;
    PowerSwitch& operator=(const PowerSwitch&) = delete;

    void want_off(bool off);
    // Gives the order if the display shall be off, is not, and the card is not busy.
    void pump();
    // By the user: at once where it failed.
    void rearm();
    // Another display may be there, or another program may have turned it on. What is wanted stays.
    void forget();

    [[nodiscard]] bool is_off_wanted() const noexcept { return is_wanted_; }
    [[nodiscard]] bool is_off() const noexcept { return is_off_; }
    // Why it is not off, as far as that was tried.
    [[nodiscard]] const std::optional<CallError>& failure() const noexcept { return failure_; }

private:
    void on_shown(const Shown& shown) override;
    void on_show_failed(const CallError& error) override;

    Scheduler& scheduler_;
    SlotCard& card_;
    const std::function<void()> on_due_;
    const std::function<void()> on_off_;
    std::unique_ptr<Alarm> retry_;
    std::chrono::seconds pause_{0};
    bool is_wanted_ = false;
    bool is_off_ = false;  // while it is wanted
    bool waits_ = false;   // until retry_, or for ever where the card is gone
    std::optional<CallError> failure_;
};

}  // namespace kmsmirror::sink
