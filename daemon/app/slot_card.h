// SPDX-License-Identifier: MIT
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "app/scheduler.h"
#include "base/result.h"
#include "kms/drm_api.h"
#include "sink/sink_card.h"

namespace kmsmirror::app {

// The card of a sink slot, as long as it is open. The thread of one that is closed may be inside an ioctl: it ends by
// itself, and what it still reports counts no more. Main thread.
class SlotCard {
public:
    // All outlive it. `on_lost`: the thread of the open card has ended, because of that error; it is closed.
    SlotCard(kms::DrmApi& api, Scheduler& scheduler, sink::SinkListener& listener,
             std::function<void(const CallError&)> on_lost);
    // Waits for threads that are inside an ioctl.
    ~SlotCard() = default;
    SlotCard(const SlotCard&) = delete;
    SlotCard& operator=(const SlotCard&) = delete;

    void open(const std::string& path);
    void close();
    [[nodiscard]] bool is_open() const noexcept { return card_ != nullptr; }
    // While it is open.
    [[nodiscard]] sink::SinkCard& operator*() const noexcept { return *card_; }
    [[nodiscard]] sink::SinkCard* operator->() const noexcept { return card_.get(); }

private:
    void forget(const sink::SinkCard* card, const std::optional<CallError>& why);

    kms::DrmApi& api_;
    Scheduler& scheduler_;
    sink::SinkListener& listener_;
    const std::function<void(const CallError&)> on_lost_;
    // Points to the listener as long as reports of the present card are wanted, and to this as long as it lives.
    std::shared_ptr<sink::SinkListener> reports_;
    std::shared_ptr<SlotCard> self_;
    std::unique_ptr<sink::SinkCard> card_;
    std::vector<std::unique_ptr<sink::SinkCard>> leaving_;  // closed, and not ended yet
};

}  // namespace kmsmirror::app
