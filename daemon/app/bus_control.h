// SPDX-License-Identifier: MIT
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "app/change_queue.h"
#include "app/client.h"
#include "app/sink_policy.h"
#include "base/scheduler.h"
#include "bus/control.h"
#include "engine/engine.h"

namespace kmsmirror::app {

// What clients on the bus ask for, done with the engine, its client and the policy of its sinks. Main thread.
class BusControl final : public bus::Control {
public:
    using Reload = std::function<tl::expected<std::vector<std::string>, bus::ControlError>()>;

    // All outlive it. `on_settings` is called when settings were changed.
    BusControl(Scheduler& scheduler, engine::Engine& engine, Client& client, SinkPolicy& policy, Reload reload,
               std::function<void()> on_settings);

    // Pushes down what users decided about each sink.
    void tell_settings() { changes_.tell_settings(); }
    // Whether no settings are being written.
    [[nodiscard]] bool is_quiet() const noexcept { return changes_.is_quiet(); }

    tl::expected<UniqueFd, bus::ControlError> open_session(const std::string& source_id, bool replace,
                                                           const bus::Peer& peer) override;
    Done end_session(const std::string& session_id) override;
    void change_sinks(std::uint64_t serial, bus::Keep keep, std::vector<SinkChange> changes,
                      OnChanged on_changed) override;
    tl::expected<std::vector<std::string>, bus::ControlError> reload() override { return reload_(); }
    Done rearm(const std::string& sink_id) override;
    Done show(const std::string& sink_id, bus::Show what) override;
    Done set_power(const std::string& sink_id, bool on) override;
    Done identify(const std::string& sink_id, std::uint32_t seconds) override;
    Done show_pattern(const std::string& sink_id, const std::string& pattern, std::uint32_t seconds) override;
    void capture_source(const std::string& source_id, OnCapture on_capture) override;
    void capture_sink(const std::string& sink_id, OnCapture on_capture) override;
    SourceStatistics source_statistics(const std::string& id) override;
    SinkStatistics sink_statistics(const std::string& id) override;
    std::uint64_t session_frames_presented(const std::string& id) override;

private:
    using Found = tl::expected<sink::SinkSlot*, bus::ControlError>;
    [[nodiscard]] Found find(const std::string& sink_id) const;
    // One that is in a mode.
    [[nodiscard]] Found find_with_mode(const std::string& sink_id) const;
    // One whose picture people can see.
    [[nodiscard]] Found find_showing(const std::string& sink_id) const;
    void show_for(const std::string& sink_id, std::uint32_t seconds, source::StillSource::Draw draw, SinkState state);
    void end_pattern(const std::string& sink_id);

    struct Pattern {
        std::unique_ptr<Alarm> end;
        bool was_blank = false;  // the sink, before it and those that it replaced
    };

    Scheduler& scheduler_;
    engine::Engine& engine_;
    Client& client_;
    const Reload reload_;
    ChangeQueue changes_;
    std::map<std::string, Pattern> patterns_;  // by sink, until they end
};

}  // namespace kmsmirror::app
