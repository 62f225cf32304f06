// SPDX-License-Identifier: MIT
#include "ctl/commands/play_command.h"

#include <drm_fourcc.h>
#include <fmt/format.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <cstdio>
#include <utility>

#include "base/sink_settings.h"
#include "base/text.h"
#include "ctl/model/names.h"
#include "tools/frame_reader.h"
#include "tools/pacer.h"
#include "tools/screen.h"

namespace kmsmirror::ctl {
namespace {

tools::SessionPtr open_session(Context& context, const std::string& source_name, bool replace) {
    context.daemon().start();
    const Status status = context.daemon().status();
    if (source_name.empty() && status.sources.empty())
        throw Failure(ExitCode::failed, "kmsmirrord has no source");
    const Source& source = source_name.empty() ? status.sources.front() : find_source(status, source_name);
    const auto reply = context.daemon().call(source, "OpenSession", [&](sd_bus_message* message) {
        return replace ? sd_bus_message_append(message, "a{sv}", 1, "replace", "b", 1) : append_no_options(message);
    });
    kmsmirror_session* session = nullptr;
    if (kmsmirror_adopt(bus::read_fd(reply.get()).release(), 0, &session) < 0)
        throw Failure(ExitCode::failed, fmt::format("cannot open a session: {}", kmsmirror_error_text(nullptr)));
    return tools::SessionPtr(session);
}

tools::PictureLayout layout_of(const std::string& size, const kmsmirror_info& info) {
    if (size.empty())
        return {info.width, info.height, 0};
    const auto wish = parse_mode_wish(size);
    if (!wish || wish->refresh_mhz != 0)
        throw Failure(ExitCode::usage,
                      fmt::format("--size {}: not WIDTHxHEIGHT of 1 to 16384 pixels", printable(size)));
    return {static_cast<std::uint32_t>(wish->size.width), static_cast<std::uint32_t>(wish->size.height), 0};
}

std::uint32_t format_of(const std::string& format, const kmsmirror_info& info) {
    if (format.empty())
        return info.format;
    return format == "rgb565" ? DRM_FORMAT_RGB565 : DRM_FORMAT_XRGB8888;
}

}  // namespace

void PlayCommand::set_up(CLI::App& app) {
    app.add_option("SOURCE", source_, "Where to show them; default: the first source");
    app.add_option("--size", size_, "Pixels of a frame, WxH; default: those of the source; smaller: in its middle");
    app.add_option("--format", format_, "bgr0 (as XRGB8888 lies in memory) or rgb565; default: that of the source")
        ->check(CLI::IsMember({"bgr0", "rgb565"}));
    app.add_option("--fps", fps_, "At most so many frames a second; default 0: as fast as the display")
        ->check(CLI::Range(0U, 1000U));
    app.add_option("--frames", frames_, "End after so many frames; default: when the input ends");
    app.add_flag("--hold", hold_, "Keep the last frame until SIGTERM instead of ending");
    app.add_flag("--replace", replace_, "Take the place of the client that has the source");
    app.add_flag("-v,--verbose", verbose_, "Write a line on standard error for every frame");
    app.footer(
        "ffmpeg -re -i film.mkv -vf scale=1024:768 -f rawvideo -pix_fmt bgr0 - | kmsmirrorctl play --format bgr0");
}

std::uint64_t PlayCommand::play(Context& context) const {
    tools::SessionPtr session = open_session(context, source_, replace_);
    const kmsmirror_info info = *kmsmirror_get_info(session.get());
    const std::uint32_t format = format_of(format_, info);
    tools::PictureLayout layout = layout_of(size_, info);
    layout.bytes_per_pixel = format == DRM_FORMAT_RGB565 ? 2 : 4;
    tools::Screen screen(std::move(session), layout, format);
    tools::Pacer pacer(fps_);
    tools::FrameReader reader(STDIN_FILENO, layout.bytes());
    tools::FrameDiff diff(layout);
    std::uint64_t count = 0;
    while ((!frames_ || count < *frames_) && reader.read_next()) {
        const tools::Damage& damage = diff.compare(reader.before(), reader.frame());
        screen.wait_until(pacer.next());
        screen.show(reader.frame(), damage);
        ++count;
        if (verbose_)
            fmt::print(stderr, "frame {}: {} rectangles\n", count, damage.size());
    }
    if (count == 0)
        throw Failure(ExitCode::failed, "the input has no frame");
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
