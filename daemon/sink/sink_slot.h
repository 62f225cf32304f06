// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/kernel_version.h"
#include "base/scheduler.h"
#include "base/sink_settings.h"
#include "base/status.h"
#include "sink/power_switch.h"
#include "sink/projector.h"
#include "sink/slot_card.h"
#include "source/source.h"
#include "source/still_source.h"

namespace kmsmirror::sink {

// What holds for all sinks.
struct CommonSettings {
    bool measures_heap = true;             // path prime-heap only where it is faster than path copy
    std::chrono::minutes idle_repaint{0};  // a whole picture in that time while nothing changes; 0 = never
    KernelVersion kernel;
};

// What a slot tells the engine. Main thread.
class SinkOwner {
public:
    virtual ~SinkOwner() = default;
    virtual void sink_changed(const SinkStatus& status) = 0;
    // More is known of what the sink is: its driver and port, then the display's identity too. Nothing is opened, and
    // no mode is chosen, before SinkSlot::set_settings() has answered.
    virtual void sink_identified(const SinkStatus& status) = 0;
};

// The card that is plugged in at a slot.
struct SlotPlace {
    std::string device_path;
    std::string usb_path;  // empty = it is not on USB
    std::string driver;
};

// One place where a display can be: the card and its thread while it is plugged in, a Projector while there are a
// display and a source, and the counters that stay when it goes and comes back. Main thread.
class SinkSlot final : private SlotCardOwner {
public:
    // `source`: as in set_source(). Tells nothing before it is attached.
    SinkSlot(kms::DrmApi& api, Scheduler& scheduler, SinkOwner& owner, CommonSettings common, std::string id,
             source::Source* source);
    // Waits for threads that are inside an ioctl.
    ~SinkSlot() override = default;
    SinkSlot(const SinkSlot&) = delete;
    SinkSlot& operator=(const SinkSlot&) = delete;

    void attach(const SlotPlace& place);
    void detach();
    // Something about the card changed: asks for its display again, and opens a card again that was unusable.
    void probe();
    // What users decided about the sink, as far as it is known now.
    void set_settings(const SinkSettings& settings);
    void set_idle_repaint(std::chrono::minutes time);
    // Which source it shows; null = there is none. It outlives the next call.
    void set_source(source::Source* source);
    // Tries the better paths again, the mode that the display refused, or a card that was unusable.
    void rearm();
    // The picture stays as it is, or something else is shown, until resume(). `state` says what.
    void pause();
    void show_still(source::StillSource::Draw draw, SinkState state);
    void resume() { show_still(nullptr, still_state_); }
    // Off the display is dark, whatever it shows, also after a replug. On again it is set up anew; one that is paused
    // gets the newest picture then.
    void set_power(bool on);
    // As SinkCard::capture(); fails at once when nothing is shown.
    void capture(pixels::OnCapture on_capture);

    // Whether users want it to be blank, which it may not be yet.
    [[nodiscard]] bool is_blank() const noexcept { return draw_ && still_state_ == SinkState::blank; }
    // Whether users want it to be off, which it may not be yet.
    [[nodiscard]] bool is_off_wanted() const noexcept { return power_.is_off_wanted(); }
    // Whether no thread is left.
    [[nodiscard]] bool is_quiet() const noexcept { return card_.is_quiet(); }
    [[nodiscard]] const SinkStatus& status() const noexcept { return status_; }
    [[nodiscard]] const SinkStatistics& statistics() const noexcept { return statistics_; }

private:
    void on_found(const SinkFound& found) override;
    void on_unusable(const CallError& error) override;
    void on_idle() override;

    void open_card();
    void close_card();
    void retry_later();
    // Makes what shows the source, and a still picture in its place, anew where they differ from what they shall be.
    void project();
    void project_still();
    // What is in front is shown, unless the display shall be off.
    void show_front();
    // If it shall be and is not. Where the card is busy it comes later.
    void turn_off();
    void forget_mode();
    void end_projecting();
    [[nodiscard]] SinkPlan plan();
    // A mode that never came up gives way to another one.
    void leave_refused_mode(const CallError& why);
    void forget_refusals();
    [[nodiscard]] Projector* front() noexcept;
    void update_status();

    Scheduler& scheduler_;
    SinkOwner& owner_;
    CommonSettings common_;
    SinkStatus status_;
    SinkStatus told_;                  // to the owner
    SinkStatistics statistics_;        // of the source's picture
    SinkStatistics still_statistics_;  // of nobody's interest
    bool is_attached_ = false;
    std::optional<SinkSettings> settings_;  // none = not known yet
    std::optional<CallError> unusable_;
    std::unique_ptr<Alarm> retry_;  // of what is unusable
    std::chrono::seconds retry_pause_{0};
    std::optional<SinkFound> found_;
    std::optional<kms::ModeInfo> mode_set_;     // the mode that the display is in, if that is known
    std::vector<kms::ModeInfo> refused_modes_;  // by the display that is there
    std::string remark_;                        // about the mode, for people
    source::Source* source_;
    bool is_paused_ = false;
    source::StillSource::Draw draw_;  // of the still picture that is wanted
    SinkState still_state_ = SinkState::blank;
    SlotCard card_;
    PowerSwitch power_;
    std::unique_ptr<Projector> projector_;  // shows the source
    source::Source* projected_ = nullptr;   // by it
    std::unique_ptr<source::StillSource> still_;
    std::unique_ptr<Projector> still_projector_;  // shows that in front of the source
};

}  // namespace kmsmirror::sink
