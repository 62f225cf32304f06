// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "app/commit_watch.h"
#include "app/copy_feed.h"
#include "app/repainter.h"
#include "app/scheduler.h"
#include "app/slot_card.h"
#include "app/still_picture.h"
#include "base/kernel_version.h"
#include "base/sink_settings.h"
#include "hotplug/card.h"
#include "mirror/sink_mirror.h"
#include "mirror/status.h"
#include "sink/sink_card.h"
#include "source/source_buffer.h"

namespace kmsmirror::app {

// The source as its sinks need it.
struct SourceView {
    std::string id;
    std::string driver;
    Size size;
    std::uint32_t refresh_mhz = 0;
    std::string format;  // fourcc
    CopyFeed* copies = nullptr;
};

// What holds for all sinks.
struct CommonSettings {
    bool measure_heap = true;              // path prime-heap only where it is faster than path copy
    std::chrono::minutes idle_repaint{0};  // a whole picture in that time while nothing changes; 0 = never
    KernelVersion kernel;
};

// The newest frame of the source, and where it is.
struct SourceFrame {
    mirror::Frame frame;
    source::SourceBufferPtr buffer;
};

// What a sink tells the engine. It holds the buffer that it reads on path prime.
class SinkOwner : public BufferHolder {
public:
    virtual void sink_changed(const mirror::SinkStatus& status) = 0;
    // What users decided about the sink, as far as it is known now: driver and port, then the display's identity too.
    [[nodiscard]] virtual SinkSettings settings_for(const mirror::SinkStatus& status) const = 0;
    // A commit has shown that the sink cannot read the source's buffers.
    virtual void buffers_unreadable() = 0;
};

// One place where a display can be, for as long as the daemon runs: the card and its thread while it is plugged in, and
// the policy and counters that stay when it goes and comes back. Main thread.
class SinkSlot final : public sink::SinkListener {
public:
    SinkSlot(kms::DrmApi& api, Scheduler& scheduler, SinkOwner& owner, CommonSettings common, std::string id);
    // Waits for threads that are inside an ioctl.
    ~SinkSlot() override = default;
    SinkSlot(const SinkSlot&) = delete;
    SinkSlot& operator=(const SinkSlot&) = delete;

    void attach(const hotplug::CardInfo& card);
    void detach();
    // Something about the card changed: asks for its display again, and opens a card again that was unusable.
    void probe();
    // The source came (or went: no value). The newest frame follows by offer().
    void set_source(const std::optional<SourceView>& source, const std::optional<SourceFrame>& newest);
    void offer(const SourceFrame& newest, const pixels::Region& damage);
    // The source's copy feed has a newer frame, or failed to get one.
    void frame_copied() { give_next_job(); }
    void copy_failed(const CallError& error);
    void rearm();
    void set_idle_repaint(std::chrono::minutes time);
    // Asks the owner for the settings again.
    void update_settings();
    // The picture stays as it is, or something else is shown, until resume().
    void pause();
    void show_still(StillPicture::Draw draw, const std::string& state);
    void resume();
    // As SinkCard::capture(); fails at once when nothing is shown.
    void capture(sink::SinkCard::OnCapture on_capture);

    [[nodiscard]] bool is_attached() const noexcept { return !syspath_.empty(); }
    [[nodiscard]] const std::string& syspath() const noexcept { return syspath_; }
    [[nodiscard]] const mirror::SinkStatus& status() const noexcept { return status_; }
    [[nodiscard]] mirror::SinkStatistics statistics() const;

    void on_found(const sink::SinkFound& found) override;
    void on_unusable(const CallError& error) override;
    void on_shown(const sink::Shown& shown) override;
    void on_show_failed(std::uint64_t number, const CallError& error) override;

private:
    void apply(const SinkSettings& settings);
    void choose_mode();
    void open_paths();
    [[nodiscard]] bool is_held_up();
    void stop_mirror();
    void end_still(bool shown);
    void rule_out_silent_failure();
    [[nodiscard]] bool repaint_slice();
    void open_card();
    void begin();
    void give_next_job();
    void give(sink::ShowRequest request);
    // No path is open, or the copy feed has to be waited for: nothing.
    [[nodiscard]] std::optional<sink::ShowRequest> next_request();
    void update_hold();
    void update_status();

    Scheduler& scheduler_;
    SinkOwner& owner_;
    CommonSettings common_;
    SinkSettings settings_;
    std::string syspath_;
    std::optional<sink::SinkFound> found_;
    std::optional<SourceView> source_;
    std::optional<SourceFrame> newest_;
    std::optional<mirror::SinkMirror> mirror_;
    kms::ModeInfo mode_;
    bool is_paused_ = false;
    StillPicture still_;
    std::string still_state_;                           // what State says meanwhile
    std::chrono::steady_clock::time_point next_frame_;  // not before, because of the rate that was set
    std::uint64_t request_ = 0;  // the number of the last one; answers to others come too late to matter
    std::optional<std::uint32_t> held_;
    std::optional<CallError> unusable_;
    std::unique_ptr<Alarm> retry_;
    CommitWatch commits_;
    Repainter repainter_;
    mirror::SinkStatus status_;
    mirror::SinkStatus told_;  // to the owner
    SlotCard card_;            // closed too when its thread has ended: see unusable_
};

}  // namespace kmsmirror::app
