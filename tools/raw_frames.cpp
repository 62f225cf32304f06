// SPDX-License-Identifier: MIT
#include "tools/raw_frames.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <bitset>
#include <cstring>

namespace kmsmirror::tools {
namespace {

// What is taken for bgr0 by mistake.
struct OtherFormat {
    const char* names;
    std::uint64_t half_bytes;  // twice the bytes of a pixel
};
constexpr std::array<OtherFormat, 4> other_formats{
    {{"yuv420p", 3}, {"rgb565 or yuyv422", 4}, {"rgb24 or bgr24", 6}, {"bgr0", 8}}};

const char* ffmpeg_format(const PictureLayout& layout) {
    return layout.bytes_per_pixel == 2 ? "rgb565le" : "bgr0";
}

}  // namespace

std::string ffmpeg_options(const PictureLayout& layout) {
    return fmt::format("-vf scale={}:{} -pix_fmt {} -f rawvideo", layout.width, layout.height, ffmpeg_format(layout));
}

RawFrames::RawFrames(Input& input, PictureLayout layout, std::size_t stride)
    : input_(input), layout_(layout), stride_(stride) {
    if (stride_ != layout_.row_bytes())
        padded_.resize(stride_ * layout_.height);
}

bool RawFrames::read(std::span<std::byte> frame) {
    const std::span<std::byte> whole = padded_.empty() ? frame : std::span(padded_);
    const std::size_t bytes = input_.read(whole);
    if (bytes == 0)
        return false;
    if (bytes < whole.size())
        throw CutFrame(describe_cut(bytes));
    const std::size_t row_bytes = layout_.row_bytes();
    for (std::size_t y = 0; !padded_.empty() && y < layout_.height; ++y)
        std::memcpy(frame.data() + y * row_bytes, padded_.data() + y * stride_, row_bytes);
    ++count_;
    return true;
}

std::string RawFrames::describe_cut(std::size_t bytes_of_last) const {
    const std::size_t frame_bytes = stride_ * layout_.height;
    const std::uint64_t all_bytes = count_ * frame_bytes + bytes_of_last;
    std::string guesses;
    for (const auto& [names, half_bytes] : other_formats) {
        const std::uint64_t twice_frame = std::uint64_t{layout_.width} * layout_.height * half_bytes;
        if (all_bytes * 2 % twice_frame == 0)
            guesses += fmt::format("{}{} of {}", guesses.empty() ? "" : " or ", all_bytes * 2 / twice_frame, names);
    }
    return fmt::format(
        "the input ended in the middle of frame {}: {} of {} bytes, for {}x{} pixels of {}{}{}; ffmpeg "
        "makes frames that fit with {}",
        count_ + 1, bytes_of_last, frame_bytes, layout_.width, layout_.height, ffmpeg_format(layout_),
        guesses.empty() ? "" : "; all of it is as much as whole frames: ", guesses, ffmpeg_options(layout_));
}

bool is_fourth_byte_used(std::span<const std::byte> frame) {
    constexpr std::size_t many = 16;
    std::bitset<256> values;
    for (std::size_t i = 3; i < frame.size(); i += 4)
        values.set(std::to_integer<std::size_t>(frame[i]));
    return values.count() > many;
}

}  // namespace kmsmirror::tools
