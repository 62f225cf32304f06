// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <vector>

#include "base/result.h"
#include "base/sink_settings.h"
#include "mirror/clip_reduction.h"
#include "mirror/path_ladder.h"
#include "mirror/path_trial.h"
#include "mirror/status.h"
#include "mirror/viewport.h"
#include "pixels/region.h"

namespace kmsmirror::mirror {

// One state of the source: a buffer and its place in the sequence of frames.
struct Frame {
    std::uint32_t buffer = 0;
    std::uint64_t sequence = 0;
    bool on_heap = false;  // the buffer is from a dma-heap
};

// The frame that path copy can show, and what the source changed since.
struct CopiedFrame {
    Frame frame;
    pixels::Region newer;
};

// One commit that a sink shall make. Rectangles are in source coordinates, inside the viewport.
struct Job {
    Frame frame;
    Path path = Path::prime;
    bool modeset = false;  // the whole pipeline is set up; the clips are then the whole viewport
    Viewport viewport;
    std::vector<Rect> clips;  // what differs from the picture on the display
    std::vector<Rect> stale;  // path copy: what differs from the sink's own buffer
};

// The policy of one sink: which frame it shows next, by which path, with which damage. One commit is in flight at a
// time, the newest frame wins, and the damage of every frame that was not shown is kept until a commit has succeeded
// that covers it.
//
// A pure state machine, driven by the engine on the main thread: next_path() and begin_*() say what to do now, the
// other calls tell what happened.
class SinkMirror {
public:
    using Time = PathLadder::Time;

    // `measure_heap`: path prime-heap is kept only where it is faster than path copy.
    SinkMirror(ExporterMapping mapping, bool measure_heap) noexcept : mapping_(mapping), measure_heap_(measure_heap) {}

    // What clips cost the sink's driver; counts from the next job on.
    void set_clip_cost(const ClipCost& cost) noexcept { clip_cost_ = cost; }
    // The display is there. If it is not yet in the mode that it shall have, of this size, the next commit is a
    // modeset.
    void start(Size source, Size mode, bool is_in_mode, std::chrono::system_clock::time_point wall_clock);
    // Which paths may be taken, from the next commit on; all if none is chosen.
    void choose_path(PathChoice choice, std::chrono::system_clock::time_point wall_clock);
    // The display or its card went away. What is in flight counts as waiting again.
    void stop();

    void offer(const Frame& frame, const pixels::Region& damage);
    // Whether a frame waits and nothing is in flight.
    [[nodiscard]] bool has_work() const noexcept { return started_ && !in_flight_ && waiting_; }
    // The path of the job to make now, if there is one. begin_*() of that path makes it; it is in flight from then on.
    [[nodiscard]] std::optional<Path> next_path(Time now);
    // Shows the frame that waits. After next_path() said so.
    [[nodiscard]] Job begin_prime();  // also path prime-heap
    // Shows the frame that was copied. Nothing if that is too old: a newer one is needed first.
    [[nodiscard]] std::optional<Job> begin_copy(const CopiedFrame& copied);
    // The job in flight was shown; on path copy perhaps with a newer frame than it was begun with.
    void shown(std::uint64_t bytes_copied, std::uint64_t sequence, Time now,
               std::chrono::system_clock::time_point wall_clock);
    // The job in flight failed with this call; the frame waits for the next one.
    void failed(CallError error, Time now, std::chrono::system_clock::time_point wall_clock);
    // No frame could be copied for begin_copy().
    void copy_failed(CallError error, Time now, std::chrono::system_clock::time_point wall_clock);
    // Tries the better paths again, with a repaint.
    void rearm();
    // The whole picture is sent again with the next commit.
    void repaint();
    // The display shows something else now, in its mode and from its own buffer. Until replaced() is followed by a job
    // of this mirror it stays.
    void replaced();
    // A part of it, the next one with each call: if nothing else is to be shown.
    static constexpr int slices = 16;
    void repaint_slice();
    // Path prime cannot be proven on this sink.
    void rule_out_prime(CallError why, std::chrono::system_clock::time_point wall_clock);

    [[nodiscard]] bool is_in_flight() const noexcept { return in_flight_.has_value(); }
    // Whether a frame waits or is in flight.
    [[nodiscard]] bool is_busy() const noexcept { return in_flight_ || waiting_; }
    [[nodiscard]] bool is_started() const noexcept { return started_; }
    // Whether a frame was shown since start().
    [[nodiscard]] bool has_picture() const noexcept { return started_ && !modeset_needed_; }
    // The source's buffer that the sink may be reading now.
    [[nodiscard]] std::optional<std::uint32_t> buffer_in_flight() const noexcept;
    // When next_path() is worth another call although nothing happened; nothing = only after an event.
    [[nodiscard]] std::optional<Time> wake_time() const noexcept { return retry_at_; }
    // The class of the failure that holds the sink up now, if one does.
    [[nodiscard]] std::optional<ErrorClass> trouble() const noexcept { return trouble_; }
    [[nodiscard]] const PathLadder& ladder() const noexcept { return ladder_; }
    [[nodiscard]] const SinkStatistics& statistics() const noexcept { return statistics_; }

private:
    struct InFlight {
        Frame frame;
        Path path = Path::prime;
        bool modeset = false;
        pixels::Region damage;
        pixels::Region own_damage;  // path copy: what is being copied
    };
    [[nodiscard]] bool is_unchanged() const;
    [[nodiscard]] Job begin(Path path, const Frame& frame, const pixels::Region& newer);
    void leave(Path path, CallError error, Time now, std::chrono::system_clock::time_point wall_clock);
    // No path is open: frames are lost until one is.
    [[nodiscard]] bool is_dark() const noexcept { return trouble_ == ErrorClass::permanent; }
    void put_back_in_flight();
    void begin_ladder(std::chrono::system_clock::time_point wall_clock);
    void skip_unchanged_frame();

    [[nodiscard]] bool is_trial_due() const noexcept;
    void end_trial(Time now, std::chrono::system_clock::time_point wall_clock);

    ExporterMapping mapping_;
    bool measure_heap_;
    ClipCost clip_cost_;
    PathLadder ladder_;
    PathChoice choice_ = PathChoice::automatic;
    PathTrial trial_;
    std::optional<Time> decided_at_;    // when it was decided to show the frame that waits or is in flight
    std::uint64_t typical_pixels_ = 0;  // that a frame changes, a running mean
    std::uint64_t trial_pixels_ = 0;    // typical_pixels_ of the last trial
    std::int32_t slice_ = 0;
    Size source_;
    Size mode_;
    Viewport viewport_;
    bool started_ = false;
    bool modeset_needed_ = false;
    std::optional<Frame> waiting_;
    std::optional<Frame> newest_;
    std::optional<InFlight> in_flight_;
    pixels::Region damage_;      // between the picture on the display (in flight: as it will be) and the newest frame
    pixels::Region own_damage_;  // between the sink's own buffer and the newest frame
    std::optional<Time> retry_at_;
    std::optional<ErrorClass> trouble_;
    unsigned retries_ = 0;
    SinkStatistics statistics_;
};

}  // namespace kmsmirror::mirror
