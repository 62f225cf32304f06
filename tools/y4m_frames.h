// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "tools/frame_stream.h"
#include "tools/input.h"
#include "tools/yuv.h"

namespace kmsmirror::tools {

// The first line of a YUV4MPEG2 stream.
struct Y4mHeader {
    std::uint32_t width = 0;
    std::uint32_t height = 0;
    std::chrono::nanoseconds period{0};  // of a frame; 0 = not said
    // What the sides of a pixel are in proportion to each other.
    std::uint32_t pixel_width = 1;
    std::uint32_t pixel_height = 1;
    bool has_colour = true;
    // A sample of colour is for so many columns and rows, as powers of two.
    std::uint32_t columns_shift = 1;
    std::uint32_t rows_shift = 1;
    YuvRange range = YuvRange::limited;
};

// Throws std::runtime_error with a sentence for the user.
[[nodiscard]] Y4mHeader parse_y4m_header(const std::string& line);

// YUV4MPEG2 of 8 bits, which ffmpeg calls yuv4mpegpipe, as XRGB8888. Colours are taken as BT.709 from 720 rows on and
// as BT.601 below, since the stream does not say it.
class Y4mFrames final : public FrameStream {
public:
    // Reads the header. `input` outlives it. Throws std::runtime_error with a sentence for the user.
    explicit Y4mFrames(Input& input);

    [[nodiscard]] PictureLayout layout() const noexcept override { return {header_.width, header_.height, 4}; }
    [[nodiscard]] PictureLayout shape() const noexcept override;
    [[nodiscard]] std::chrono::nanoseconds period() const noexcept override { return header_.period; }
    bool read(std::span<std::byte> frame) override;

private:
    bool read_frame_header();
    void convert(std::span<std::byte> frame) const;

    Input& input_;
    Y4mHeader header_;
    YuvConverter converter_;
    std::size_t colour_row_bytes_ = 0;
    std::size_t sample_bytes_ = 0;
    std::uint64_t count_ = 0;  // frames that have begun
    // Of a frame: luma, then, if there are, Cb and Cr, rows without gaps. Empty until one is read, since a header alone
    // is no reason to have so much memory.
    std::vector<std::byte> samples_;
};

}  // namespace kmsmirror::tools
