// SPDX-License-Identifier: MIT
// kmsmirror-play: raw frames from standard input to the display of a source.
#include <drm_fourcc.h>
#include <fmt/format.h>

#include <cstdio>
#include <utility>

#include "arguments.h"
#include "frame_reader.h"
#include "pacer.h"
#include "screen.h"

namespace {

using namespace kmsmirror::tools;

void play(const Arguments& arguments) {
    SessionPtr session = open_session(arguments.session_bus, arguments.replace);
    const kmsmirror_info info = *kmsmirror_get_info(session.get());
    const std::uint32_t format = arguments.format != 0 ? arguments.format : info.format;
    PictureLayout layout = arguments.size.value_or(PictureLayout{info.width, info.height, 0});
    layout.bytes_per_pixel = format == DRM_FORMAT_RGB565 ? 2 : 4;
    Screen screen(std::move(session), layout, format);
    Pacer pacer(arguments.fps);
    FrameReader reader(0, layout.bytes());
    FrameDiff diff(layout);
    std::uint64_t count = 0;
    while ((!arguments.frames || count < *arguments.frames) && reader.read_next()) {
        const Damage& damage = diff.compare(reader.before(), reader.frame());
        screen.wait_until(pacer.next());
        screen.show(reader.frame(), damage);
        ++count;
        if (arguments.verbose)
            fmt::print(stderr, "frame {}: {} rectangles\n", count, damage.size());
    }
    if (count == 0)
        throw std::runtime_error("the input has no frame");
    screen.wait_for_last();
    if (arguments.hold)
        screen.hold();
}

}  // namespace

int main(int argc, char** argv) {
    return run_tool(Tool::play, argc, argv, play);
}
