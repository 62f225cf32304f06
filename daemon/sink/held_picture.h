// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <optional>
#include <utility>

#include "pixels/damage_journal.h"
#include "pixels/geometry.h"
#include "pixels/region.h"

namespace kmsmirror::sink {

// Which frame some memory of a display's size holds: the display itself, or a buffer of its own. The journal tells
// which source's; a default-constructed one holds nothing that is known. Sink thread.
class HeldPicture {
public:
    HeldPicture() = default;
    HeldPicture(std::shared_ptr<const pixels::DamageJournal> journal, const pixels::Geometry& geometry,
                pixels::Sequence frame)
        : journal_(std::move(journal)), geometry_(geometry), frame_(frame) {}

    // What must be brought so that it holds that frame, in display coordinates.
    [[nodiscard]] pixels::Region lacks(const std::shared_ptr<const pixels::DamageJournal>& journal,
                                       const pixels::Geometry& geometry, pixels::Sequence frame) const {
        if (!journal_ || journal_ != journal || geometry_ != geometry)
            return pixels::Region(rect_of(geometry.display()));
        return geometry.map(journal->between(frame_, frame));
    }

private:
    std::shared_ptr<const pixels::DamageJournal> journal_;
    std::optional<pixels::Geometry> geometry_;
    pixels::Sequence frame_ = 0;
};

}  // namespace kmsmirror::sink
