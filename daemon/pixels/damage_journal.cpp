// SPDX-License-Identifier: MIT
#include "pixels/damage_journal.h"

#include <algorithm>
#include <cassert>
#include <iterator>
#include <utility>

namespace kmsmirror::pixels {

void DamageJournal::add(Sequence frame, const Region& changed) {
    const std::lock_guard lock(mutex_);
    assert(frame > (entries_.empty() ? first_ : entries_.back().frame));
    if (first_ == 0) {
        first_ = frame;
        return;
    }
    Entry entry{frame, changed};
    entry.changed.intersect(picture_);
    entry.changed.bound(max_boxes);
    entries_.push_back(std::move(entry));
    if (entries_.size() <= max_entries)
        return;
    Region& older = entries_[1].changed;
    older.add(entries_[0].changed);
    older.bound(max_boxes);
    entries_.pop_front();
}

Region DamageJournal::between(Sequence one, Sequence other) const {
    const Sequence from = std::min(one, other);
    const Sequence to = std::max(one, other);
    if (from == to && from != 0)
        return {};
    const std::lock_guard lock(mutex_);
    const Sequence newest = entries_.empty() ? first_ : entries_.back().frame;
    if (from == 0 || from < first_ || to > newest)
        return Region(picture_);
    // Most often it is the last step that is asked for: from the newest to the older ones.
    Region changed;
    for (auto entry = entries_.rbegin(); entry != entries_.rend() && entry->frame > from; ++entry) {
        const auto before = std::next(entry);
        if ((before == entries_.rend() ? first_ : before->frame) < to)
            changed.add(entry->changed);
    }
    changed.bound(max_boxes);
    return changed;
}

}  // namespace kmsmirror::pixels
