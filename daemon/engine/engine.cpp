// SPDX-License-Identifier: MIT
#include "engine/engine.h"

#include <algorithm>
#include <exception>
#include <utility>

#include "base/log.h"
#include "hotplug/source_card.h"
#include "pixels/background.h"

namespace kmsmirror::engine {
namespace {

constexpr std::chrono::seconds first_source_retry(1);
constexpr std::chrono::seconds last_source_retry(60);
// Slots without a display whose settings and counters are remembered.
constexpr std::size_t most_unplugged = 32;

source::ScanoutSettings scanout_settings(const config::SourceConfig& config) {
    source::ScanoutSettings settings;
    settings.connector = config.connector;
    settings.mode = config.mode;
    settings.format = config.format == config::Format::rgb565 ? pixels::Format::rgb565 : pixels::Format::xrgb8888;
    settings.buffers = config.buffers;
    settings.use_gbm = config.allocator == config::Allocator::gbm;
    return settings;
}

}  // namespace

Engine::Engine(kms::DrmApi& api, Scheduler& scheduler, EngineObserver& observer, config::Config config,
               KernelVersion kernel)
    : api_(api),
      scheduler_(scheduler),
      observer_(observer),
      config_(std::move(config)),
      kernel_(kernel),
      source_retry_(scheduler.make_alarm()) {}

Engine::~Engine() = default;

void Engine::handle_card(const hotplug::CardEvent& event) {
    const std::string& syspath = event.card.syspath;
    source_pause_ = {};  // something is different
    switch (event.kind) {
        case hotplug::CardEvent::Kind::added:
            cards_[syspath] = event.card;
            if (is_sink(event.card))
                attach_sink(event.card);
            break;
        case hotplug::CardEvent::Kind::removed:
            cards_.erase(syspath);
            refusals_.erase(syspath);
            detach_sink(syspath);
            if (source_ && syspath == source_syspath_)
                close_source("its card is gone");
            break;
        case hotplug::CardEvent::Kind::changed:
            cards_[syspath] = event.card;
            if (sink::SinkSlot* const slot = slot_of(syspath))
                slot->probe();
            else if (is_sink(event.card) && syspath != source_syspath_)
                attach_sink(event.card);
            else if (source_ && syspath == source_syspath_ && !source_->check_display())
                close_source("its display is another one");
            break;
    }
    find_a_source();
}

bool Engine::is_sink(const hotplug::CardInfo& card) const {
    const auto& drivers = config_.sinks.drivers;
    return std::find(drivers.begin(), drivers.end(), card.driver) != drivers.end();
}

bool Engine::may_be_source(const hotplug::CardInfo& card) const {
    return !is_sink(card) && hotplug::may_be_source(config_.source.card, card);
}

// What it held, its card and its memory, is free for the next source after that.
void Engine::scanout_quiet() {
    source_retry_->set(scheduler_.now(), [this] { find_a_source(); });
}

void Engine::find_a_source() {
    std::erase_if(closed_sources_, [](const auto& source) { return source->is_quiet(); });
    bool is_failed = false;
    for (const auto& [syspath, card] : cards_) {
        if (source_)
            break;
        if (may_be_source(card))
            is_failed = !open_source(card);
    }
    if (source_ || !is_failed) {
        source_retry_->cancel();
        return;
    }
    // Memory or a descriptor may have been short, or another program master.
    source_pause_ = std::clamp(2 * source_pause_, first_source_retry, last_source_retry);
    source_retry_->set(scheduler_.now() + source_pause_, [this] { find_a_source(); });
}

bool Engine::open_source(const hotplug::CardInfo& card) {
    try {
        source::ScanoutOwner& owner = *this;
        source_ = std::make_unique<source::ScanoutSource>(api_, scheduler_, owner, card.device_path,
                                                          scanout_settings(config_.source), wishes());
    } catch (const std::exception& error) {
        // Once for each reason: it is tried again and again.
        if (std::exchange(refusals_[card.syspath], error.what()) != error.what()) {
            log::warning("{} is not a source now: {}", card.device_path, error.what());
            observer_.source_refused();
        }
        return false;
    }
    refusals_.erase(card.syspath);
    source_syspath_ = card.syspath;
    for (const auto& [id, slot] : slots_)
        slot->set_source(source_.get());
    observer_.source_changed(source_->status());
    source_->start();
    return true;
}

void Engine::close_source(const char* why) {
    log::error("source {}: {}", source_->traits().id, why);
    for (const auto& [id, slot] : slots_)
        slot->set_source(nullptr);
    observer_.source_goes(source_->traits().id);
    source_->close();
    closed_sources_.push_back(std::move(source_));
    source_syspath_.clear();
}

source::ScanoutWishes Engine::wishes() const {
    const config::Background& background = config_.source.background;
    source::ScanoutWishes wishes{.uses_heap = config_.source.heap != config::HeapUse::never};
    if (background.kind == config::Background::Kind::bars)
        wishes.background = pixels::draw_bars;
    else if (background.kind == config::Background::Kind::color)
        wishes.background = [rgb = background.rgb](const pixels::Image& image) { pixels::fill(image, rgb); };
    return wishes;
}

void Engine::attach_sink(const hotplug::CardInfo& card) {
    detach_sink(card.syspath);
    const std::string& id = card.id_path;
    sink_ids_[card.syspath] = id;
    std::erase(unplugged_, id);
    auto& slot = slots_[id];
    if (!slot) {
        sink::SinkOwner& owner = *this;
        const sink::CommonSettings common{config_.source.heap == config::HeapUse::measured, config_.sinks.idle_repaint,
                                          kernel_};
        slot = std::make_unique<sink::SinkSlot>(api_, scheduler_, owner, common, id, source_.get());
    }
    slot->attach({card.device_path, card.usb_path, card.driver});
}

void Engine::detach_sink(const std::string& syspath) {
    const auto id = sink_ids_.extract(syspath);
    if (!id)
        return;
    slots_.at(id.mapped())->detach();
    unplugged_.push_back(id.mapped());
    while (unplugged_.size() > most_unplugged)
        remove_slot(std::string(unplugged_.front()));
}

void Engine::remove_slot(const std::string& id) {
    const auto slot = slots_.extract(id);
    std::erase(unplugged_, id);
    slot.mapped()->set_source(nullptr);
    std::erase_if(leaving_, [](const auto& gone) { return gone->is_quiet(); });
    leaving_.push_back(std::move(slot.mapped()));
    observer_.sink_gone(id);
}

sink::SinkSlot* Engine::slot_of(const std::string& syspath) const {
    const auto id = sink_ids_.find(syspath);
    return id == sink_ids_.end() ? nullptr : find_sink(id->second);
}

sink::SinkSlot* Engine::find_sink(const std::string& id) const {
    const auto slot = slots_.find(id);
    return slot == slots_.end() ? nullptr : slot->second.get();
}

source::ScanoutSource* Engine::find_source(const std::string& id) const {
    return source_ && source_->traits().id == id ? source_.get() : nullptr;
}

std::vector<SinkStatus> Engine::sinks() const {
    std::vector<SinkStatus> all;
    for (const auto& [id, slot] : slots_)
        all.push_back(slot->status());
    return all;
}

void Engine::set_settings(const std::string& sink_id, const SinkSettings& settings) {
    if (sink::SinkSlot* const slot = find_sink(sink_id))
        slot->set_settings(settings);
}

void Engine::rearm(const std::string& sink_id) {
    if (source_)
        source_->rearm();
    if (sink::SinkSlot* const slot = find_sink(sink_id))
        slot->rearm();
}

void Engine::configure(const config::Config& config) {
    const bool is_other_background = config_.source.background != config.source.background;
    config_.source.background = config.source.background;
    config_.sinks = config.sinks;
    if (source_)
        source_->set_wishes(wishes(), is_other_background);
    for (const auto& [id, slot] : slots_)
        slot->set_idle_repaint(config_.sinks.idle_repaint);
    for (const auto& [syspath, card] : cards_) {
        const auto id = sink_ids_.find(syspath);
        if (id == sink_ids_.end() && is_sink(card) && syspath != source_syspath_) {
            attach_sink(card);
        } else if (id != sink_ids_.end() && !is_sink(card)) {
            const std::string gone = id->second;
            detach_sink(syspath);
            if (slots_.contains(gone))
                remove_slot(gone);
        }
    }
    find_a_source();
}

void Engine::close_sinks() {
    is_ending_ = true;  // what displays are told to be for a moment is no news
    for (const auto& [id, slot] : slots_)
        slot->detach();
}

bool Engine::is_quiet() const {
    const auto is_quiet = [](const auto& one) { return one->is_quiet(); };
    return (!source_ || source_->is_quiet()) && std::ranges::all_of(closed_sources_, is_quiet) &&
           std::all_of(slots_.begin(), slots_.end(), [](const auto& slot) { return slot.second->is_quiet(); }) &&
           std::ranges::all_of(leaving_, is_quiet);
}

}  // namespace kmsmirror::engine
