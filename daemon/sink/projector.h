// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "base/scheduler.h"
#include "base/status.h"
#include "mirror/path_chooser.h"
#include "mirror/sink_mirror.h"
#include "sink/commit_watch.h"
#include "sink/repainter.h"
#include "sink/sink_plan.h"
#include "sink/slot_card.h"
#include "source/source.h"

namespace kmsmirror::sink {

// One display that shows one source. It exists while both are there, and is made anew when either is another one: what
// it has, it has always. Frames come in, orders go to the card's thread, one at a time; the newest wins. Main thread.
class Projector final : private source::Viewer, private Shower {
public:
    // Hidden at first. All outlive it. `is_in_mode`: the display is in the plan's mode already. `on_change`: what can
    // be asked of it differs; it is not destroyed in that.
    Projector(Scheduler& scheduler, SlotCard& card, source::Source& source, const SinkPlan& plan, bool is_in_mode,
              SinkStatistics& statistics, std::function<void()> on_change);
    ~Projector() override;
    Projector(const Projector&) = delete;
    Projector& operator=(const Projector&) = delete;

    // Gives an order if there is something to show and the card is not busy.
    void pump();
    // The picture that is on the display stays; without one, the newest is shown first.
    void pause(bool paused);
    // The display shows something else, until it is to be shown this source again.
    void hide();
    void unhide();
    // 0 = as many frames as the source has.
    void set_max_rate(std::uint32_t mhz);
    // While nothing changes, the picture comes again in that time; 0 = never.
    void set_idle_repaint(std::chrono::minutes time);
    // The display is not in this mode any more.
    void require_modeset() noexcept { mirror_.require_modeset(); }
    // Tries the better paths again, with a repaint.
    void rearm();

    [[nodiscard]] const SinkPlan& plan() const noexcept { return plan_; }
    [[nodiscard]] bool has_picture() const noexcept { return mirror_.has_picture(); }
    [[nodiscard]] const mirror::PathChooser& paths() const noexcept { return chooser_; }
    // DRM_FORMAT_* of the memory that the display's driver has read last; none before the first frame.
    [[nodiscard]] std::optional<std::uint32_t> format() const noexcept { return format_; }
    // Why the display refuses the mode, if it never was in it.
    [[nodiscard]] std::optional<CallError> refusal() const;
    // For people: why it is slow, if it is.
    [[nodiscard]] std::optional<std::string> lateness() const;

private:
    void frame_came() override;
    void pixels_came() override { pump(); }
    void pixels_failed(const CallError& error) override;
    void on_shown(const Shown& shown) override;
    void on_show_failed(const CallError& error) override;

    [[nodiscard]] bool is_refused_by_plane(const CallError& error) const;
    // By the user: not by failures.
    [[nodiscard]] bool is_held_up();
    void give_order();
    void begin(Path path, const source::Frame& newest, std::uint64_t pixels);
    [[nodiscard]] bool repaint_slice();

    Scheduler& scheduler_;
    SlotCard& card_;
    source::Source& source_;
    const SinkPlan plan_;
    SinkStatistics& statistics_;
    const std::function<void()> on_change_;
    bool was_shown_;  // something in this mode
    mirror::PathChooser chooser_;
    mirror::SinkMirror mirror_;
    Path path_ = Path::copy;            // of the order in flight
    mirror::FrameMemory memory_;        // of its frame
    std::optional<CallError> failure_;  // of the last order
    std::optional<std::uint32_t> format_;
    bool is_paused_ = false;
    bool is_hidden_ = true;
    std::chrono::nanoseconds frame_time_{0};            // from one frame to the next, because of the rate that was set
    std::chrono::steady_clock::time_point next_frame_;  // not before
    std::unique_ptr<Alarm> retry_;
    CommitWatch commits_;
    std::chrono::minutes idle_repaint_{0};
    Repainter repainter_;
};

}  // namespace kmsmirror::sink
