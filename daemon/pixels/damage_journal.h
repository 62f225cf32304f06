// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <mutex>

#include "base/geometry.h"
#include "pixels/region.h"

namespace kmsmirror::pixels {

// The number of a frame of its source; 0 = no frame: who has none lacks everything.
using Sequence = std::uint64_t;

// What changed from each frame of a source to the next. Who shows or keeps a picture remembers its sequence number and
// nothing else: what it lacks is asked here. In pixels of the source. Any thread; it is small, and no call takes long.
class DamageJournal {
public:
    // How many steps from a frame to the next are remembered one by one. The older ones become one.
    static constexpr std::size_t max_entries = 64;
    // How many boxes a region has before it becomes coarser. More than the rectangles of one frame, since a region is
    // made of bands, which cut them to pieces.
    static constexpr std::size_t max_boxes = 512;

    // For pictures of this size.
    explicit DamageJournal(Size picture) : picture_(rect_of(picture)) {}

    // Frames come in order, each with a higher number than the one before; `changed` is what differs between the two.
    void add(Sequence frame, const Region& changed);
    // What may differ between two frames, never less, whichever of them is the older one. Everything where one of them
    // is 0, came before the first frame or was not added yet.
    [[nodiscard]] Region between(Sequence one, Sequence other) const;

private:
    struct Entry {
        Sequence frame = 0;
        Region changed;  // since the frame of the entry before, or since first_
    };

    const Rect picture_;
    mutable std::mutex mutex_;  // guards what follows
    Sequence first_ = 0;
    std::deque<Entry> entries_;  // oldest first
};

}  // namespace kmsmirror::pixels
