// SPDX-License-Identifier: MIT
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "app/copy_feed.h"
#include "app/scanout.h"
#include "app/scheduler.h"
#include "app/sink_slot.h"
#include "base/kernel_version.h"
#include "config/config.h"
#include "hotplug/card.h"
#include "kms/drm_api.h"
#include "mirror/status.h"
#include "session/host.h"

namespace kmsmirror::app {

// What the engine tells. Main thread.
class EngineObserver {
public:
    virtual ~EngineObserver() = default;
    virtual void source_changed(const mirror::SourceStatus& status) = 0;
    virtual void sink_changed(const mirror::SinkStatus& status) = 0;
    // What users decided about that sink.
    [[nodiscard]] virtual SinkSettings settings_for(const mirror::SinkStatus& status) const = 0;
    // The source has events on this descriptor: call handle_source_events() when it is readable. -1 = no source.
    virtual void source_fd_changed(int fd) = 0;
    virtual void buffer_released(std::uint32_t index) = 0;
    // The offered buffers are other ones now. A client that has an old one gives it back by present() or detach().
    virtual void buffers_replaced() = 0;
    // The client's frame with `serial` is on the SoC display. `time_ns` is CLOCK_MONOTONIC.
    virtual void frame_presented(std::uint64_t serial, std::uint64_t sequence, std::uint64_t time_ns) = 0;
};

// The mirror: one source, its buffers, and a slot for each sink. Cards come from hotplug, frames from the session.
// Knows no event loop and no bus, so that it runs whole on a model of the kernel. Main thread.
class Engine final : public session::Host, private SinkOwner, private CopyFeedOwner, private ScanoutOwner {
public:
    Engine(kms::DrmApi& api, Scheduler& scheduler, EngineObserver& observer, config::Config config,
           KernelVersion kernel = running_kernel());
    ~Engine() override;
    Engine(const Engine&) = delete;
    Engine& operator=(const Engine&) = delete;

    void handle_card(const hotplug::CardEvent& event);
    void handle_source_events();

    [[nodiscard]] std::vector<session::OfferedBuffer> offered_buffers() const override;
    [[nodiscard]] std::uint32_t refresh_mhz() const override;
    [[nodiscard]] std::vector<std::uint32_t> free_buffers() const override;
    void present(const session::PresentedFrame& frame) override;
    [[nodiscard]] tl::expected<session::DmaBufInfo, std::string> inspect(int fd) const override {
        return session::inspect_dma_buf(fd);
    }
    [[nodiscard]] tl::expected<session::Attachment, std::string> attach(session::AttachedBuffer buffer) override;
    void detach(std::uint32_t index) override;
    // A client has the free buffers from now on.
    void client_came();
    // The client is gone: what it owned is free, and the background comes back.
    void client_left();

    [[nodiscard]] bool has_source() const noexcept { return scanout_ != nullptr; }
    [[nodiscard]] const mirror::SourceStatus& source_status() const noexcept { return source_status_; }
    [[nodiscard]] mirror::SourceStatistics source_statistics() const noexcept { return source_statistics_; }
    [[nodiscard]] mirror::SinkStatistics sink_statistics(const std::string& id) const;
    [[nodiscard]] bool has_sink(const std::string& id) const { return slots_.contains(id); }
    [[nodiscard]] const mirror::SinkStatus& sink_status(const std::string& id) const { return slot(id).status(); }
    // For sinks that has_sink() knows.
    void rearm(const std::string& id);
    void pause(const std::string& id) { slot(id).pause(); }
    void resume(const std::string& id) { slot(id).resume(); }
    void show_still(const std::string& id, StillPicture::Draw draw, const std::string& state) {
        slot(id).show_still(std::move(draw), state);
    }
    // What of another configuration can be done at once: the background, and what holds for all sinks.
    void configure(const config::Config& config);
    // Whether the source's display owes a flip for much too long: nothing moves any more.
    [[nodiscard]] bool is_stuck() const { return scanout_ && scanout_->is_stuck(); }
    // Asks the observer for the settings of all sinks again.
    void update_settings();
    // Copies of the newest frame, and of what a sink shows. Not answered when it goes away meanwhile.
    void capture_source(CopyFeed::OnCapture on_capture);
    void capture_sink(const std::string& id, sink::SinkCard::OnCapture on_capture) {
        slot(id).capture(std::move(on_capture));
    }

private:
    struct ClientFrame {
        std::uint64_t sequence = 0;
        std::uint64_t serial = 0;
    };
    void sink_changed(const mirror::SinkStatus& status) override;
    void hold_buffer(std::uint32_t index) override;
    void unhold_buffer(std::uint32_t index) override;
    void buffers_unreadable() override;
    void frame_copied() override;
    void copy_failed(const CallError& error) override;
    void flipped(std::uint32_t index, std::uint64_t time_ns) override;
    void released(const std::vector<std::uint32_t>& indices) override;
    void scanout_state_changed(const std::string& state) override;

    void add_card(const hotplug::CardInfo& card);
    void remove_card(const hotplug::CardInfo& card);
    [[nodiscard]] bool is_sink(const hotplug::CardInfo& card) const;
    void open_source(const hotplug::CardInfo& card);
    void close_source();
    [[nodiscard]] SourceView source_view() const;
    // The newest frame, which that buffer holds.
    [[nodiscard]] SourceFrame frame_in(std::uint32_t buffer);
    // Other memory is offered, while the frames go on.
    void buffers_moved();
    void attach_sink(const hotplug::CardInfo& card);
    [[nodiscard]] SinkSlot* slot_of(const std::string& syspath);
    [[nodiscard]] SinkSlot& slot(const std::string& id) const { return *slots_.at(id); }
    [[nodiscard]] SinkSettings settings_for(const mirror::SinkStatus& status) const override {
        return observer_.settings_for(status);
    }

    void show(std::uint32_t buffer, const pixels::Region& damage, std::optional<std::uint64_t> serial);
    void want_background();
    void draw_background();

    kms::DrmApi& api_;
    Scheduler& scheduler_;
    EngineObserver& observer_;
    config::Config config_;
    const KernelVersion kernel_;
    std::map<std::string, hotplug::CardInfo> idle_cards_;  // by syspath: neither source nor sink
    std::string source_syspath_;
    std::unique_ptr<Scanout> scanout_;
    std::unique_ptr<CopyFeed> copies_;
    std::map<std::uint32_t, ClientFrame> serials_;  // by buffer; not of the daemon's own background
    std::optional<SourceFrame> newest_;
    bool has_client_ = false;
    bool background_wanted_ = false;
    mirror::SourceStatus source_status_;
    mirror::SourceStatistics source_statistics_;
    std::unique_ptr<Alarm> client_awaited_;
    std::map<std::string, std::unique_ptr<SinkSlot>> slots_;  // by id; last: destroyed first
};

}  // namespace kmsmirror::app
