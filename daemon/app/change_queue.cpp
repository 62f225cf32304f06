// SPDX-License-Identifier: MIT
#include "app/change_queue.h"

#include <fmt/format.h>

#include <exception>
#include <memory>
#include <string>
#include <utility>

namespace kmsmirror::app {

// A request that is on the disk, or why it is not.
struct ChangeQueue::Saved {
    std::vector<SinkPolicy::Change> changes;
    bus::Control::OnChanged on_changed;
    tl::expected<config::SettingsStore::All, std::string> outcome;
};

namespace {

using Kind = bus::ControlError::Kind;

tl::expected<config::SettingsStore::All, std::string> write_to(const config::SettingsStore& store,
                                                               const std::vector<config::SettingsStore::Wish>& wishes) {
    try {
        return store.save(wishes).transform([&store] { return store.all(); });
    } catch (const std::exception& error) {
        return tl::unexpected<std::string>(error.what());
    }
}

}  // namespace

ChangeQueue::ChangeQueue(Scheduler& scheduler, engine::Engine& engine, SinkPolicy& policy,
                         std::function<void()> on_settings)
    : scheduler_(scheduler), engine_(engine), policy_(policy), on_settings_(std::move(on_settings)) {}

void ChangeQueue::add(Request request) {
    waiting_.push_back(std::move(request));
    go_on();
}

void ChangeQueue::go_on() {
    while (!is_saving_ && !waiting_.empty()) {
        Request request = std::move(waiting_.front());
        waiting_.pop_front();
        begin(std::move(request));
    }
}

void ChangeQueue::begin(Request request) {
    const Wanted wanted = check(request);
    if (!wanted)
        return request.on_changed(tl::unexpected(wanted.error()));
    switch (request.keep) {
        case bus::Keep::verify:
            return request.on_changed(policy_.serial());
        case bus::Keep::temporary:
            policy_.set_temporary(*wanted);
            return end_change(request.on_changed);
        case bus::Keep::persistent:
            return save(*wanted, std::move(request.on_changed));
    }
}

ChangeQueue::Wanted ChangeQueue::check(const Request& request) const {
    if (request.serial != 0 && request.serial != policy_.serial())
        return tl::unexpected(bus::ControlError{
            Kind::stale_serial,
            fmt::format("the settings have serial {} now, not {}", policy_.serial(), request.serial)});
    const std::string source_id = engine_.source_id();
    std::vector<SinkPolicy::Change> wanted;
    for (const auto& [id, change] : request.changes) {
        const sink::SinkSlot* const slot = engine_.find_sink(id);
        if (slot == nullptr)
            return tl::unexpected(bus::ControlError{Kind::no_such_sink, "there is no sink " + id});
        if (auto why = SinkPolicy::refusal(change, slot->status(), source_id))
            return tl::unexpected(std::move(*why));
        wanted.push_back({slot->status(), change});
    }
    return wanted;
}

void ChangeQueue::save(const std::vector<SinkPolicy::Change>& wanted, bus::Control::OnChanged on_changed) {
    const auto wishes = policy_.wishes_for(wanted, engine_.sinks());
    const auto saved = std::make_shared<Saved>(Saved{wanted, std::move(on_changed), {}});
    is_saving_ = true;
    saver_.run([store = policy_.store(), wishes, saved, &scheduler = scheduler_,
                end = tether_.wrap([saved](ChangeQueue& queue) { queue.end_save(*saved); })] {
        saved->outcome = write_to(store, wishes);
        scheduler.post(end);
    });
}

void ChangeQueue::end_save(const Saved& saved) {
    is_saving_ = false;
    if (saved.outcome) {
        policy_.set_persistent(saved.changes, *saved.outcome);
        end_change(saved.on_changed);
    } else {
        saved.on_changed(tl::unexpected(bus::ControlError{
            Kind::failed, fmt::format("nothing is changed, as it cannot be remembered: {}", saved.outcome.error())}));
    }
    go_on();
}

void ChangeQueue::end_change(const bus::Control::OnChanged& on_changed) {
    tell_settings();
    on_settings_();
    on_changed(policy_.serial());
}

// What users decided is pushed down: nobody below asks for it, or reads a file.
void ChangeQueue::tell_settings() {
    for (const SinkStatus& sink : engine_.sinks())
        engine_.set_settings(sink.id, policy_.settings_for(sink));
}

}  // namespace kmsmirror::app
