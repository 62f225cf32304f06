// SPDX-License-Identifier: MIT
#include "mirror/sink_mirror.h"

#include <algorithm>
#include <utility>

namespace kmsmirror::mirror {

SinkMirror::~SinkMirror() {
    if (waiting_)
        ++statistics_.frames_superseded;
    if (in_flight_)
        ++statistics_.frames_superseded;
}

void SinkMirror::offer(pixels::Sequence frame, bool is_dark) {
    ++statistics_.frames_offered;
    if (waiting_ && is_dark) {
        ++statistics_.frames_lost;
    } else if (waiting_) {
        supersede();
    }
    waiting_ = newest_ = frame;
}

void SinkMirror::supersede() {
    ++statistics_.frames_superseded;
    ++superseded_;
}

// An older frame than the one that waits is shown after all: it was counted as superseded when that one came, or was
// there before this mirror and not offered to it.
void SinkMirror::take_back() {
    if (superseded_ == 0) {
        ++statistics_.frames_offered;
        return;
    }
    --superseded_;
    --statistics_.frames_superseded;
}

void SinkMirror::skip() {
    ++statistics_.frames_shown;
    displayed_ = statistics_.last_shown_sequence = *waiting_;
    waiting_.reset();
}

Order SinkMirror::begin(Path path, pixels::Sequence frame) {
    in_flight_ = Order{frame, path, modeset_needed_, std::exchange(owed_, {})};
    if (*waiting_ <= frame)
        waiting_.reset();
    else
        take_back();
    ++statistics_.commits;
    return *in_flight_;
}

void SinkMirror::shown(pixels::Sequence frame, std::uint64_t bytes_copied) {
    if (in_flight_->modeset)
        modeset_needed_ = false;
    in_flight_.reset();
    displayed_ = statistics_.last_shown_sequence = frame;
    ++statistics_.frames_shown;
    statistics_.bytes_copied += bytes_copied;
    if (waiting_ && *waiting_ <= frame && owed_.empty()) {
        ++statistics_.frames_superseded;
        waiting_.reset();
    }
}

void SinkMirror::failed() {
    owed_.add(in_flight_->owed);
    in_flight_.reset();
    if (waiting_)
        supersede();
    else
        waiting_ = newest_;
}

void SinkMirror::repaint() {
    owed_ = pixels::Region(picture_);
    if (newest_ != 0 && !waiting_) {
        waiting_ = newest_;
        ++statistics_.frames_offered;
    }
}

bool SinkMirror::repaint_slice() {
    if (newest_ == 0 || waiting_ || in_flight_ || !has_picture())
        return false;
    const std::int32_t height = (picture_.height() + slices - 1) / slices;
    // A low picture has less.
    slice_ = (slice_ + 1) % ((picture_.height() + height - 1) / height);
    Rect slice = picture_;
    slice.y1 = std::min(picture_.y1 + slice_ * height, picture_.y2);
    slice.y2 = std::min(slice.y1 + height, picture_.y2);
    owed_.add(slice);
    waiting_ = newest_;
    ++statistics_.frames_offered;
    return true;
}

}  // namespace kmsmirror::mirror
