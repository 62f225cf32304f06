// SPDX-License-Identifier: MIT
#pragma once

#include <gst/video/video.h>

#include <atomic>
#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "gstreamer/display.h"
#include "tools/frame_diff.h"

namespace kmsmirror::gstreamer {

enum class Damage {
    whole,       // every frame is a new picture
    difference,  // what differs from the frame before
};

enum class Outcome {
    shown,
    returned,     // shown, or not if it does not fit any more, by a daemon that was started again
    lost,         // there is no daemon, or no place for the frame; with a later frame it is tried again
    interrupted,  // while it waited
    failed,
};

// Shows one frame after the other on a display, also on that of a daemon that was started again. Of the streaming
// thread alone; interrupt() is of any.
class Presenter {
public:
    Presenter(std::shared_ptr<Display> display, Damage damage);

    // Frames are like that from now on. False: the display has no place for them, see error().
    bool set_format(const GstVideoInfo& info);
    // Waits for a free buffer.
    Outcome show(GstBuffer* buffer);
    // Whether a show() that waits ends, and all that come.
    void interrupt(bool is_interrupted);
    // Why the last frame was not shown.
    [[nodiscard]] std::string error() const { return display_->error(); }

private:
    struct Picture {
        const void* pixels;
        std::size_t pitch;                 // bytes
        const kmsmirror_rect* rectangles;  // null = all of it is new
        std::size_t count;
    };
    Outcome wait_for(const std::function<int()>& show);
    [[nodiscard]] Picture compare(const GstVideoFrame& frame);
    bool reopen();

    const std::shared_ptr<Display> display_;
    const Damage damage_;
    std::atomic<bool> is_interrupted_ = false;
    GstVideoInfo info_{};
    bool has_place_ = true;
    std::chrono::steady_clock::time_point next_try_;
    // Of Damage::difference: the frame and the one before, without gaps between rows.
    tools::PictureLayout layout_;
    std::optional<tools::FrameDiff> diff_;
    std::vector<std::byte> frame_;
    std::vector<std::byte> before_;
};

}  // namespace kmsmirror::gstreamer
