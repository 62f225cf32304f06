// SPDX-License-Identifier: MIT
#include "ctl/commands/play_command.h"

#include <drm_fourcc.h>
#include <fmt/format.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <cstdio>
#include <utility>

#include "ctl/usage.h"
#include "tools/pacer.h"
#include "tools/screen.h"

namespace kmsmirror::ctl {

void PlayCommand::set_up(CLI::App& app) {
    app.add_option("SOURCE", session_.source, "Where to show them; default: the first source");
    app.add_option("--size", video_.size, "Pixels of a raw frame; default: those of the source")->type_name("WxH");
    app.add_option("--format", video_.format, "Of raw frames: bgr0 (as XRGB8888 lies in memory; default) or rgb565")
        ->check(CLI::IsMember({"bgr0", "rgb565"}));
    take_number(
        app.add_option("--stride", video_.stride, "Bytes from a row of a raw frame to the next; default: no gaps"), 1,
        1U << 20);
    app.add_flag("--scale", video_.scale, "Make frames as large as fits the source; else they are in its middle");
    take_number(
        app.add_option("--fps", fps_,
                       "At most so many frames a second, 0: as fast as the display; default: as y4m says, or 0"),
        0, 1000);
    app.add_option("--frames", frames_, "End after so many frames; default: when the input ends")->type_name("N");
    app.add_flag("--hold", hold_, "Keep the last frame until SIGTERM instead of ending");
    app.add_flag("--replace", session_.replace, "Take the place of the client that has the source");
    app.add_flag("--wait", session_.wait, "Wait until the daemon runs and the source can be had");
    app.add_flag("-v,--verbose", verbose_, "Write a line on standard error for every frame");
    app.footer(play_example);
}

// False at the end. A frame that is cut is the end, too, where the one before it is to be held.
bool PlayCommand::read_next(tools::FrameReader& reader, std::uint64_t count) const {
    try {
        return reader.read_next();
    } catch (const tools::CutFrame& cut) {
        if (!hold_ || count == 0)
            throw;
        fmt::print(stderr, "kmsmirrorctl: {}; the frame before it is held\n", cut.what());
        return false;
    }
}

std::uint64_t PlayCommand::show(tools::Screen& screen, tools::FrameStream& frames) const {
    tools::Pacer pacer(fps_ ? tools::period_of(*fps_) : frames.period());
    tools::FrameReader reader(frames);
    tools::FrameDiff diff(frames.layout());
    std::uint64_t count = 0;
    while ((!frames_ || count < *frames_) && read_next(reader, count)) {
        const tools::Damage& damage = diff.compare(reader.before().data(), reader.frame().data());
        screen.wait_until(pacer.next());
        screen.show(reader.frame().data(), damage);
        ++count;
        if (verbose_)
            fmt::print(stderr, "frame {}: {} rectangles\n", count, damage.size());
    }
    return count;
}

std::uint64_t PlayCommand::play(Context& context) const {
    VideoInput video(STDIN_FILENO, video_);
    tools::SessionPtr session = open_session(context, session_);
    const auto frames = video.frames_for(*kmsmirror_get_info(session.get()));
    const tools::PictureLayout layout = frames->layout();
    const std::uint32_t format = layout.bytes_per_pixel == 2 ? DRM_FORMAT_RGB565 : DRM_FORMAT_XRGB8888;
    tools::Screen screen(std::move(session), layout, format);
    const std::uint64_t count = show(screen, *frames);
    if (count == 0)
        throw Failure(ExitCode::failed, no_frame);
    screen.wait_for_last();
    if (hold_)
        screen.hold();
    return count;
}

ExitCode PlayCommand::run(Context& context) {
    const std::uint64_t frames = play(context);
    if (context.output().is_json())
        context.output().json({{"frames", frames}});
    return ExitCode::ok;
}

}  // namespace kmsmirror::ctl
