// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "base/scheduler.h"
#include "base/tether.h"
#include "kms/drm_api.h"
#include "sink/sink_card.h"

namespace kmsmirror::sink {

// Who gave an order to show something. Main thread.
class Shower {
public:
    virtual ~Shower() = default;
    virtual void on_shown(const Shown& shown) = 0;
    virtual void on_show_failed(const CallError& error) = 0;
};

// What the card of a slot tells. Main thread.
class SlotCardOwner {
public:
    virtual ~SlotCardOwner() = default;
    virtual void on_found(const SinkFound& found) = 0;
    // The card cannot be opened, heard, or asked for its display. It may be closed then.
    virtual void on_unusable(const CallError& error) = 0;
    // The order in flight was answered, and its shower was told: another one may be given.
    virtual void on_idle() = 0;
};

// The card of a sink slot, as long as it is open, and the one order that it has in flight. The thread of a card that is
// closed may be inside an ioctl: it ends by itself, and what it still reports counts no more. Main thread.
class SlotCard final : private SinkListener {
public:
    // All outlive it.
    SlotCard(kms::DrmApi& api, Scheduler& scheduler, SlotCardOwner& owner);
    // Waits for threads that are inside an ioctl.
    ~SlotCard() override = default;
    SlotCard(const SlotCard&) = delete;
    SlotCard& operator=(const SlotCard&) = delete;

    // on_found() or on_unusable() follows.
    void open(const std::string& path);
    void close();
    [[nodiscard]] bool is_open() const noexcept { return card_ != nullptr; }
    // Whether no thread is left.
    [[nodiscard]] bool is_quiet() const noexcept { return !card_ && leaving_.empty(); }
    // Lets go of the source's memory, but for what the display shows: it may be short for the next source.
    void forget_source() {
        if (card_)
            card_->forget_source();
    }
    // While it is open: asks for the display again.
    void probe() { card_->probe(); }
    void capture(pixels::OnCapture on_capture) { card_->capture(std::move(on_capture)); }

    // Whether there is no card for an order, or one in flight.
    [[nodiscard]] bool is_busy() const noexcept { return !card_ || order_; }
    // While it is not busy. The number of the request is given here. The lease lasts until the answer; the shower is
    // told of it, unless it was forgotten.
    void show(ShowRequest request, std::shared_ptr<const void> lease, Shower& shower);
    // The same: on_shown() when the display is off.
    void turn_off(Shower& shower);
    void forget(const Shower& shower) noexcept;

private:
    struct InFlight {
        Shower* shower;  // null = it is gone
        std::shared_ptr<const void> lease;
    };
    void on_found(const SinkFound& found) override { owner_.on_found(found); }
    void on_unusable(const CallError& error) override { owner_.on_unusable(error); }
    void on_shown(const Shown& shown) override;
    void on_show_failed(std::uint64_t number, const CallError& error) override;
    template <class Tell>
    void answer(std::uint64_t number, Tell tell);
    void card_stopped(const SinkCard* card, const std::optional<CallError>& why);

    kms::DrmApi& api_;
    Scheduler& scheduler_;
    SlotCardOwner& owner_;
    std::shared_ptr<SinkListener> reports_;  // points here as long as reports of the present card are wanted
    std::unique_ptr<SinkCard> card_;
    std::vector<std::unique_ptr<SinkCard>> leaving_;  // closed, and not ended yet
    std::uint64_t number_ = 0;                        // of the last order
    std::optional<InFlight> order_;
    Tether<SlotCard> tether_{*this};
};

}  // namespace kmsmirror::sink
