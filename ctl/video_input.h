// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>

#include "tools/frame_stream.h"
#include "tools/input.h"
#include "tools/screen.h"

namespace kmsmirror::ctl {

inline constexpr const char* no_frame = "the input has no frame";

// What the user says of a video.
struct VideoOptions {
    std::string size;                   // of a raw frame; empty = that of the source
    std::string format;                 // of a raw frame; empty = bgr0
    std::optional<std::size_t> stride;  // bytes from a row of a raw frame to the next; none = a row
    bool scale = false;
};

// A command with which any film is shown on any source.
inline constexpr const char* play_example =
    "ffmpeg -re -i film.mkv -pix_fmt yuv420p -f yuv4mpegpipe - | kmsmirrorctl play --scale";

// Video from a file descriptor: raw frames or y4m.
class VideoInput {
public:
    // `fd` is borrowed. Looks at the beginning: what can be no video, and options that do not go with it, throw Failure
    // with what to do about it.
    VideoInput(int fd, VideoOptions options);

    // Its frames, in a size and format that this source can show; to be called once. They do not outlive this object.
    // Throws Failure.
    [[nodiscard]] std::unique_ptr<tools::FrameStream> frames_for(const kmsmirror_info& source);

private:
    [[nodiscard]] std::unique_ptr<tools::FrameStream> raw_frames(const kmsmirror_info& source);

    VideoOptions options_;
    tools::Input input_;
    std::unique_ptr<tools::FrameStream> y4m_;  // null = raw
};

}  // namespace kmsmirror::ctl
