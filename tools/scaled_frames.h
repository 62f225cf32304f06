// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <vector>

#include "tools/frame_stream.h"

namespace kmsmirror::tools {

// The largest size of this shape that fits into `room`. Bytes of a pixel as in `picture`.
[[nodiscard]] PictureLayout fit_into(const PictureLayout& picture, const PictureLayout& room) noexcept;

// Frames of XRGB8888 in another size.
class ScaledFrames final : public FrameStream {
public:
    ScaledFrames(std::unique_ptr<FrameStream> frames, PictureLayout layout);

    [[nodiscard]] PictureLayout layout() const noexcept override { return layout_; }
    [[nodiscard]] std::chrono::nanoseconds period() const noexcept override { return frames_->period(); }
    bool read(std::span<std::byte> frame) override;

private:
    void scale(std::span<std::byte> frame);

    std::unique_ptr<FrameStream> frames_;
    PictureLayout layout_;
    std::vector<std::byte> unscaled_;
};

}  // namespace kmsmirror::tools
