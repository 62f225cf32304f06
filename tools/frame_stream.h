// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <cstddef>
#include <span>
#include <stdexcept>

#include "tools/frame_diff.h"

namespace kmsmirror::tools {

// The input ended in the middle of a frame.
class CutFrame : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

// Pictures of one layout, one after the other.
class FrameStream {
public:
    FrameStream() = default;
    FrameStream(const FrameStream&) = delete;
    FrameStream& operator=(const FrameStream&) = delete;
    virtual ~FrameStream() = default;

    [[nodiscard]] virtual PictureLayout layout() const noexcept = 0;
    // What its pixels would be if they were square.
    [[nodiscard]] virtual PictureLayout shape() const noexcept { return layout(); }
    // How long a frame is to be shown; 0 = not said.
    [[nodiscard]] virtual std::chrono::nanoseconds period() const noexcept { return {}; }

    // Fills `frame`, which has layout().bytes(). False at the end. Throws CutFrame, or std::runtime_error with another
    // sentence for the user.
    virtual bool read(std::span<std::byte> frame) = 0;
};

}  // namespace kmsmirror::tools
