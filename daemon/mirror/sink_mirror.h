// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>

#include "base/status.h"
#include "pixels/damage_journal.h"
#include "pixels/region.h"

namespace kmsmirror::mirror {

// One commit that a sink shall make. What differs from the picture on the display, and from the sink's own buffer, the
// sink's thread asks the source's journal, because it knows what both hold.
struct Order {
    pixels::Sequence frame = 0;
    Path path = Path::prime;
    bool modeset = false;  // the whole pipeline is set up, and all of the picture is sent
    pixels::Region owed;   // to be sent again although nothing changed; display coordinates
};

// Which frame a sink shows next: one commit is in flight at a time, and the newest frame wins. Accounts for every
// frame.
//
// A pure state machine, owned by one Projector. `statistics` outlives it; they go on where they were.
class SinkMirror {
public:
    // `is_in_mode`: the display is in the mode that it shall have, so that no mode set is needed.
    SinkMirror(SinkStatistics& statistics, Rect picture, bool is_in_mode)
        : statistics_(statistics), picture_(picture), modeset_needed_(!is_in_mode), owed_(picture) {}
    // The frame that waits or is in flight will not be shown.
    ~SinkMirror();
    SinkMirror(const SinkMirror&) = delete;
    SinkMirror& operator=(const SinkMirror&) = delete;

    // The source has a newer frame. `is_dark`: those that did not come to be shown until now were lost.
    void offer(pixels::Sequence frame, bool is_dark);
    // Whether a frame waits and nothing is in flight.
    [[nodiscard]] bool has_work() const noexcept { return !in_flight_ && waiting_; }
    // The frame that waits changes nothing on the display.
    void skip();
    // An order to show the frame that waits, or, on path copy, an older one that the display does not show yet.
    [[nodiscard]] Order begin(Path path, pixels::Sequence frame);
    // The order in flight was done; on path copy perhaps with a newer frame than it was for.
    void shown(pixels::Sequence frame, std::uint64_t bytes_copied);
    // It failed; the frame waits again.
    void failed();
    // The whole picture is sent again with the next order.
    void repaint();
    // A part of it, the next one with each call. Whether there is one: only while nothing else is to be shown.
    static constexpr int slices = 16;
    [[nodiscard]] bool repaint_slice();
    // Nobody knows how the display is set up.
    void require_modeset() noexcept { modeset_needed_ = true; }

    [[nodiscard]] bool is_in_flight() const noexcept { return in_flight_.has_value(); }
    // Whether a frame was shown.
    [[nodiscard]] bool has_picture() const noexcept { return !modeset_needed_; }
    [[nodiscard]] bool is_modeset_needed() const noexcept { return modeset_needed_; }
    [[nodiscard]] pixels::Sequence displayed() const noexcept { return displayed_; }
    [[nodiscard]] const pixels::Region& owed() const noexcept { return owed_; }

private:
    void supersede();
    void take_back();

    SinkStatistics& statistics_;
    const Rect picture_;              // where the source is on the display
    pixels::Sequence displayed_ = 0;  // as of the last order that was done
    pixels::Sequence newest_ = 0;
    std::optional<pixels::Sequence> waiting_;
    std::optional<Order> in_flight_;
    bool modeset_needed_;
    pixels::Region owed_;
    int slice_ = 0;
    std::uint64_t superseded_ = 0;  // of the frames that were offered here, without those taken back
};

}  // namespace kmsmirror::mirror
