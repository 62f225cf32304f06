// SPDX-License-Identifier: MIT
#include "sink/slot_card.h"

#include <system_error>
#include <utility>

namespace kmsmirror::sink {

SlotCard::SlotCard(kms::DrmApi& api, Scheduler& scheduler, SlotCardOwner& owner)
    : api_(api), scheduler_(scheduler), owner_(owner) {}

void SlotCard::open(const std::string& path) {
    reports_ = std::shared_ptr<SinkListener>(std::make_shared<char>(), this);
    auto post = [&scheduler = scheduler_](std::function<void()> function) { scheduler.post(std::move(function)); };
    auto on_stopped = tether_.wrap([](SlotCard& self, const SinkCard* stopped, const std::optional<CallError>& why) {
        self.card_stopped(stopped, why);
    });
    try {
        card_ = std::make_unique<SinkCard>(api_, path, std::move(post), reports_, std::move(on_stopped));
    } catch (const std::system_error& error) {
        // No descriptor or no thread is to be had: that may pass.
        owner_.on_unusable({"OPEN", error.code()});
    }
}

void SlotCard::close() {
    if (!card_)
        return;
    reports_.reset();
    card_->stop();
    leaving_.push_back(std::move(card_));
    const auto order = std::exchange(order_, std::nullopt);  // its lease ends last
}

void SlotCard::show(ShowRequest request, std::shared_ptr<const void> lease, Shower& shower) {
    request.number = ++number_;
    order_ = InFlight{&shower, std::move(lease)};
    card_->show(std::move(request));
}

void SlotCard::turn_off(Shower& shower) {
    order_ = InFlight{&shower, nullptr};
    card_->turn_off(++number_);
}

void SlotCard::forget(const Shower& shower) noexcept {
    if (order_ && order_->shower == &shower)
        order_->shower = nullptr;
}

template <class Tell>
void SlotCard::answer(std::uint64_t number, Tell tell) {
    if (!order_ || number != number_)
        return;
    // The lease ends last: that may bring the next frame.
    const auto order = std::exchange(order_, std::nullopt);
    if (order->shower != nullptr)
        tell(*order->shower);
    owner_.on_idle();
}

void SlotCard::on_shown(const Shown& shown) {
    answer(shown.number, [&](Shower& shower) { shower.on_shown(shown); });
}

void SlotCard::on_show_failed(std::uint64_t number, const CallError& error) {
    answer(number, [&](Shower& shower) { shower.on_show_failed(error); });
}

void SlotCard::card_stopped(const SinkCard* card, const std::optional<CallError>& why) {
    std::erase_if(leaving_, [card](const auto& leaving) { return leaving.get() == card; });
    if (card_.get() != card)
        return;
    card_.reset();
    const auto order = std::exchange(order_, std::nullopt);
    if (why)
        owner_.on_unusable(*why);
}

}  // namespace kmsmirror::sink
