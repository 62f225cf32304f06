// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string>

#include "tools/frame_stream.h"
#include "tools/input.h"

namespace kmsmirror::tools {

// Frames that are nothing but pixels: bgr0 (XRGB8888 as it lies in memory) or rgb565.
class RawFrames final : public FrameStream {
public:
    // `input` outlives it. `stride` is from a row to the next, also behind the last one; bytes, at least a row.
    RawFrames(Input& input, PictureLayout layout, std::size_t stride);

    [[nodiscard]] PictureLayout layout() const noexcept override { return layout_; }
    bool read(std::span<std::byte> frame) override;

private:
    [[nodiscard]] std::string describe_cut(std::size_t bytes_of_last) const;

    Input& input_;
    PictureLayout layout_;
    std::size_t stride_;
    std::uint64_t count_ = 0;        // whole frames
    std::vector<std::byte> padded_;  // one of them, where rows have gaps
};

// The options of ffmpeg with which it makes such frames.
[[nodiscard]] std::string ffmpeg_options(const PictureLayout& layout);

// Whether the fourth byte of the pixels has many values: in bgr0 it means nothing, and whoever writes bgr0 leaves it
// alone.
[[nodiscard]] bool is_fourth_byte_used(std::span<const std::byte> frame);

}  // namespace kmsmirror::tools
