// SPDX-License-Identifier: MIT
#include "ctl/video_input.h"

#include <fmt/format.h>
#include <unistd.h>

#include <cstdio>
#include <utility>

#include "base/sink_settings.h"
#include "base/text.h"
#include "ctl/exit_code.h"
#include "tools/input_kind.h"
#include "tools/raw_frames.h"
#include "tools/scaled_frames.h"
#include "tools/y4m_frames.h"

namespace kmsmirror::ctl {
namespace {

void refuse_other_kinds(std::span<const std::byte> beginning) {
    const tools::OtherKind other = tools::recognise_other_kind(beginning);
    if (!other.text.empty())
        throw Failure(
            ExitCode::failed,
            fmt::format("the input begins with the text \"{}\"; nothing but frames may come through the pipe: "
                        "gst-launch-1.0 needs -q for that",
                        other.text));
    if (!other.name.empty())
        throw Failure(ExitCode::failed,
                      fmt::format("the input is {}, not raw frames or y4m; ffmpeg can make them of it:\n  {}",
                                  other.name, play_example));
}

tools::PictureLayout raw_layout(const std::string& size, const kmsmirror_info& source) {
    if (size.empty())
        return {source.width, source.height, 0};
    const auto wish = parse_mode_wish(size);
    if (!wish || wish->refresh_mhz != 0)
        throw Failure(ExitCode::usage,
                      fmt::format("--size {}: not WIDTHxHEIGHT of 1 to 16384 pixels", printable(size)));
    return {static_cast<std::uint32_t>(wish->size.width), static_cast<std::uint32_t>(wish->size.height), 0};
}

void warn_of_other_formats(std::span<const std::byte> frame, const tools::PictureLayout& layout) {
    if (frame.size() == layout.bytes() && tools::is_fourth_byte_used(frame))
        fmt::print(stderr,
                   "kmsmirrorctl: every fourth byte of the input varies, in bgr0 it has no meaning; if the picture is "
                   "wrong, its format or size is another; ffmpeg makes frames that fit with {}\n",
                   tools::ffmpeg_options(layout));
}

void check_that_it_fits(const tools::PictureLayout& layout, const kmsmirror_info& source) {
    if (layout.width > source.width || layout.height > source.height)
        throw Failure(
            ExitCode::failed,
            fmt::format("frames of {}x{} are larger than the source, which has {}x{}; --scale makes them fit, "
                        "and so does ffmpeg with -vf scale={}:{}",
                        layout.width, layout.height, source.width, source.height, source.width, source.height));
}

std::unique_ptr<tools::FrameStream> scale(std::unique_ptr<tools::FrameStream> frames, const kmsmirror_info& source) {
    const tools::PictureLayout layout = frames->layout();
    const tools::PictureLayout fitting = tools::fit_into(frames->shape(), {source.width, source.height, 0});
    if (layout.width == fitting.width && layout.height == fitting.height)
        return frames;
    if (layout.bytes_per_pixel != 4)
        throw Failure(ExitCode::usage, "--scale: frames of rgb565 are not scaled, those of bgr0 and y4m are");
    return std::make_unique<tools::ScaledFrames>(std::move(frames), fitting);
}

}  // namespace

VideoInput::VideoInput(int fd, VideoOptions options) : options_(std::move(options)), input_(fd) {
    if (::isatty(fd) != 0)
        throw Failure(ExitCode::usage,
                      fmt::format("the input is a terminal; frames come through a pipe:\n  {}", play_example));
    const auto beginning = input_.peek(tools::input_kind_bytes);
    if (beginning.empty())
        throw Failure(ExitCode::failed, no_frame);
    refuse_other_kinds(beginning);
    if (!tools::is_y4m(beginning))
        return;
    if (!options_.size.empty() || !options_.format.empty() || options_.stride)
        throw Failure(ExitCode::usage, "the input is y4m, which says itself what --size, --format and --stride would");
    y4m_ = std::make_unique<tools::Y4mFrames>(input_);
}

std::unique_ptr<tools::FrameStream> VideoInput::frames_for(const kmsmirror_info& source) {
    auto frames = y4m_ != nullptr ? std::move(y4m_) : raw_frames(source);
    if (options_.scale)
        frames = scale(std::move(frames), source);
    check_that_it_fits(frames->layout(), source);
    return frames;
}

std::unique_ptr<tools::FrameStream> VideoInput::raw_frames(const kmsmirror_info& source) {
    tools::PictureLayout layout = raw_layout(options_.size, source);
    layout.bytes_per_pixel = options_.format == "rgb565" ? 2 : 4;
    const std::size_t row_bytes = layout.row_bytes();
    const std::size_t stride = options_.stride.value_or(row_bytes);
    if (stride < row_bytes)
        throw Failure(ExitCode::usage,
                      fmt::format("--stride {}: a row of {} pixels has {} bytes", stride, layout.width, row_bytes));
    if (!options_.scale)
        check_that_it_fits(layout, source);
    if (stride == row_bytes && layout.bytes_per_pixel == 4)
        warn_of_other_formats(input_.peek(layout.bytes()), layout);
    return std::make_unique<tools::RawFrames>(input_, layout, stride);
}

}  // namespace kmsmirror::ctl
