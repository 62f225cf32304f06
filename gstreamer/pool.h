// SPDX-License-Identifier: MIT
#pragma once

#include <gst/video/video.h>

#include <memory>

#include "gstreamer/display.h"

namespace kmsmirror::gstreamer {

// A pool of the daemon's scanout buffers: who draws into one of them spares a copy. While a session is gone, and where
// the source has come back with another size, it gives plain memory.
[[nodiscard]] GstBufferPool* new_pool(std::shared_ptr<Display> display);

// The loan that a buffer is; null if it is memory of somebody else.
[[nodiscard]] Loan* loan_of(GstBuffer* buffer);

[[nodiscard]] PictureKind picture_of(const GstVideoInfo& info);

}  // namespace kmsmirror::gstreamer
