// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "engine/engine.h"
#include "session/host.h"

namespace kmsmirror::tests {

// What users may know of a sink and of the source, in the words of D-Bus.
struct SeenReason {
    std::string call, errno_name, error_class, time;
};
struct SeenSink : SinkStatus {
    SeenSink() = default;
    explicit SeenSink(const SinkStatus& status);
    std::string state, path;
    SeenReason path_reason;
};
struct SeenSource : SourceStatus {
    SeenSource() = default;
    explicit SeenSource(const SourceStatus& status);
    std::string state;
};

// The engine with the verbs of users, of clients and of hotplug, whatever part of it does what they say.
class DrivenEngine {
public:
    DrivenEngine(kms::DrmApi& api, Scheduler& scheduler, engine::EngineObserver& observer, config::Config config,
                 KernelVersion kernel)
        : engine_(api, scheduler, observer, std::move(config), kernel) {}

    [[nodiscard]] engine::Engine& engine() noexcept { return engine_; }
    void handle_card(const hotplug::CardEvent& event) { engine_.handle_card(event); }
    void configure(const config::Config& config) { engine_.configure(config); }
    [[nodiscard]] bool is_stuck() const { return engine_.is_stuck(); }
    [[nodiscard]] bool has_source() const { return engine_.source() != nullptr; }
    [[nodiscard]] bool has_sink(const std::string& id) const { return engine_.find_sink(id) != nullptr; }
    [[nodiscard]] SourceStatistics source_statistics() const;
    [[nodiscard]] SinkStatistics sink_statistics(const std::string& id) const;

    // Users.
    void rearm(const std::string& id) { engine_.rearm(id); }
    void pause(const std::string& id) { slot(id).pause(); }
    void resume(const std::string& id) { slot(id).resume(); }
    void set_power(const std::string& id, bool on) { slot(id).set_power(on); }
    void show_still(const std::string& id, source::StillSource::Draw draw, const std::string& state) {
        slot(id).show_still(std::move(draw), state == "blank" ? SinkState::blank : SinkState::test_pattern);
    }
    void capture_sink(const std::string& id, pixels::OnCapture on_capture) { slot(id).capture(std::move(on_capture)); }
    void capture_source(pixels::OnCapture on_capture) { engine_.source()->capture(std::move(on_capture)); }

    // The client.
    void client_came(source::ScanoutClient& client);
    void client_left();
    [[nodiscard]] std::vector<session::OfferedBuffer> offered_buffers() const;
    [[nodiscard]] std::vector<std::uint32_t> free_buffers() const;
    void present(const session::PresentedFrame& frame);
    [[nodiscard]] tl::expected<session::Attachment, std::string> attach(session::AttachedBuffer buffer);
    void detach(std::uint32_t index);

private:
    [[nodiscard]] sink::SinkSlot& slot(const std::string& id) const { return *engine_.find_sink(id); }

    engine::Engine engine_;
};

}  // namespace kmsmirror::tests
