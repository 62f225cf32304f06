// SPDX-License-Identifier: MIT
#pragma once

#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/kernel_version.h"
#include "base/scheduler.h"
#include "base/status.h"
#include "config/config.h"
#include "hotplug/card.h"
#include "kms/drm_api.h"
#include "sink/sink_slot.h"
#include "source/scanout_source.h"

namespace kmsmirror::engine {

// What the engine tells. Main thread.
class EngineObserver {
public:
    virtual ~EngineObserver() = default;
    virtual void source_changed(const SourceStatus& status) = 0;
    // It is closed right after.
    virtual void source_goes(const std::string& id) = 0;
    // There is still none, and the reason is another one than before: see Engine::refusals().
    virtual void source_refused() = 0;
    virtual void sink_changed(const SinkStatus& status) = 0;
    // More is known of what a sink is: Engine::set_settings() answers with what users decided about it.
    virtual void sink_identified(const SinkStatus& status) = 0;
    virtual void sink_gone(const std::string& id) = 0;
};

// Which cards are sources and which are sinks, and which sink shows which source. It sees no frame. Knows no event loop
// and no bus, so that it runs whole on a model of the kernel. Main thread.
class Engine final : private sink::SinkOwner, private source::ScanoutOwner {
public:
    // All outlive it.
    Engine(kms::DrmApi& api, Scheduler& scheduler, EngineObserver& observer, config::Config config,
           KernelVersion kernel = running_kernel());
    // Waits for threads that are inside an ioctl. Tells the observer nothing.
    ~Engine() override;
    Engine(const Engine&) = delete;
    Engine& operator=(const Engine&) = delete;

    void handle_card(const hotplug::CardEvent& event);
    // What of another configuration can be done at once: the background, and what holds for all sinks.
    void configure(const config::Config& config);
    // What users decided about a sink. An unknown one is ignored.
    void set_settings(const std::string& sink_id, const SinkSettings& settings);

    // Null where there is none, or, given an id, none of that id.
    [[nodiscard]] source::ScanoutSource* source() const noexcept { return source_.get(); }
    // Empty while there is none.
    [[nodiscard]] std::string source_id() const { return source_ ? source_->traits().id : std::string(); }
    // Why each card that may be the source's is not, by syspath: sentences without a full stop.
    [[nodiscard]] const std::map<std::string, std::string>& refusals() const noexcept { return refusals_; }
    [[nodiscard]] source::ScanoutSource* find_source(const std::string& id) const;
    [[nodiscard]] sink::SinkSlot* find_sink(const std::string& id) const;
    // The status of all sinks.
    [[nodiscard]] std::vector<SinkStatus> sinks() const;

    // Tries the better paths of a sink again, with new memory where the old could not be read.
    void rearm(const std::string& sink_id);
    // Whether the source's display owes a flip for much too long: nothing moves any more.
    [[nodiscard]] bool is_stuck() const { return source_ && source_->is_stuck(); }

    // The daemon ends: the threads of all sinks are told to. Nothing is told of them any more.
    void close_sinks();
    // Whether no thread of a sink is left, and to destroy it waits for none of the source.
    [[nodiscard]] bool is_quiet() const;

private:
    void sink_changed(const SinkStatus& status) override {
        if (!is_ending_)
            observer_.sink_changed(status);
    }
    void sink_identified(const SinkStatus& status) override { observer_.sink_identified(status); }
    void scanout_changed(const SourceStatus& status) override { observer_.source_changed(status); }
    void scanout_quiet() override;

    [[nodiscard]] bool is_sink(const hotplug::CardInfo& card) const;
    [[nodiscard]] bool may_be_source(const hotplug::CardInfo& card) const;
    // Makes the first card that can be one the source, if there is none. Tried again by time.
    void find_a_source();
    [[nodiscard]] bool open_source(const hotplug::CardInfo& card);
    void close_source(const char* why);
    void attach_sink(const hotplug::CardInfo& card);
    void detach_sink(const std::string& syspath);
    // Forgets a slot. Its threads may be inside an ioctl.
    void remove_slot(const std::string& id);
    [[nodiscard]] sink::SinkSlot* slot_of(const std::string& syspath) const;
    [[nodiscard]] source::ScanoutWishes wishes() const;

    kms::DrmApi& api_;
    Scheduler& scheduler_;
    EngineObserver& observer_;
    config::Config config_;
    const KernelVersion kernel_;
    std::map<std::string, hotplug::CardInfo> cards_;  // by syspath
    std::map<std::string, std::string> refusals_;     // by syspath
    std::unique_ptr<Alarm> source_retry_;
    std::chrono::seconds source_pause_{0};
    std::string source_syspath_;
    std::unique_ptr<source::ScanoutSource> source_;
    std::vector<std::unique_ptr<source::ScanoutSource>> closed_sources_;  // not quiet yet
    std::map<std::string, std::string> sink_ids_;                         // by syspath
    bool is_ending_ = false;
    std::deque<std::string> unplugged_;                             // ids, the one that went first first
    std::vector<std::unique_ptr<sink::SinkSlot>> leaving_;          // forgotten, and not quiet yet
    std::map<std::string, std::unique_ptr<sink::SinkSlot>> slots_;  // by id; destroyed before their source
};

}  // namespace kmsmirror::engine
