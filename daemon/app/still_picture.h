// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <functional>

#include "kms/drm_values.h"
#include "pixels/image.h"
#include "sink/sink_output.h"

namespace kmsmirror::app {

// What a sink shows instead of its source: black, or a test pattern. It is drawn once for each mode of the display, and
// goes there as a frame on path copy does. Main thread.
class StillPicture {
public:
    using Draw = std::function<void(const pixels::Image&)>;

    void set(Draw draw);
    void end() noexcept;
    // The display has to be shown it anew.
    void forget() noexcept;

    [[nodiscard]] bool is_wanted() const noexcept { return static_cast<bool>(draw_); }
    [[nodiscard]] bool is_in_flight() const noexcept { return in_flight_; }
    [[nodiscard]] bool is_due() const noexcept { return draw_ && !shown_ && !in_flight_; }

    // Only when it is due. It is in flight from then on.
    [[nodiscard]] sink::ShowRequest begin(std::uint64_t number, const kms::ModeInfo& mode, bool modeset);
    void done(bool shown) noexcept;

private:
    Draw draw_;
    bool in_flight_ = false;
    bool shown_ = false;
};

}  // namespace kmsmirror::app
