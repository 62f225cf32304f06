// SPDX-License-Identifier: MIT
#include "app/slot_card.h"

#include <utility>

namespace kmsmirror::app {

SlotCard::SlotCard(kms::DrmApi& api, Scheduler& scheduler, sink::SinkListener& listener,
                   std::function<void(const CallError&)> on_lost)
    : api_(api),
      scheduler_(scheduler),
      listener_(listener),
      on_lost_(std::move(on_lost)),
      self_(std::make_shared<char>(), this) {}

void SlotCard::open(const std::string& path) {
    reports_ = std::shared_ptr<sink::SinkListener>(std::make_shared<char>(), &listener_);
    auto post = [&scheduler = scheduler_](std::function<void()> function) { scheduler.post(std::move(function)); };
    auto on_stopped = [self = std::weak_ptr(self_)](const sink::SinkCard* stopped,
                                                    const std::optional<CallError>& why) {
        if (const auto slot_card = self.lock())
            slot_card->forget(stopped, why);
    };
    card_ = std::make_unique<sink::SinkCard>(api_, path, std::move(post), reports_, std::move(on_stopped));
}

void SlotCard::close() {
    if (!card_)
        return;
    reports_.reset();
    card_->stop();
    leaving_.push_back(std::move(card_));
}

void SlotCard::forget(const sink::SinkCard* card, const std::optional<CallError>& why) {
    std::erase_if(leaving_, [card](const auto& leaving) { return leaving.get() == card; });
    if (card_.get() != card)
        return;
    card_.reset();
    if (why)
        on_lost_(*why);
}

}  // namespace kmsmirror::app
