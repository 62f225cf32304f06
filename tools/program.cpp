// SPDX-License-Identifier: MIT
#include "tools/program.h"

#include <drm_fourcc.h>
#include <fmt/format.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <exception>
#include <span>
#include <thread>
#include <utility>

#include "tools/arguments.h"
#include "tools/pacer.h"
#include "tools/pattern.h"
#include "tools/screen.h"

namespace kmsmirror::tools {
namespace {

constexpr const char* tool_name = "kmsmirror-pattern";

// For ever if the pattern moves and no number is given.
bool has_more(const Arguments& arguments, const Pattern& pattern, std::uint64_t frame) {
    if (arguments.frames)
        return frame < *arguments.frames;
    return pattern.is_moving() || frame == 0;
}

void write_all(std::span<const std::byte> bytes) {
    while (!bytes.empty()) {
        const ssize_t written = ::write(STDOUT_FILENO, bytes.data(), bytes.size());
        if (written < 0 && errno == EINTR)
            continue;
        if (written < 0)
            throw std::runtime_error(fmt::format("cannot write to standard output: {}", std::strerror(errno)));
        bytes = bytes.subspan(static_cast<std::size_t>(written));
    }
}

void write_frames(const Arguments& arguments) {
    const auto pattern = make_pattern(arguments.pattern, arguments.size->width, arguments.size->height);
    Pacer pacer(period_of(arguments.fps));
    for (std::uint64_t frame = 0; has_more(arguments, *pattern, frame); ++frame) {
        pattern->draw(frame);
        std::this_thread::sleep_until(pacer.next());
        write_all(std::as_bytes(pattern->canvas().pixels()));
    }
}

// As many as a source has by default.
constexpr int own_buffer_count = 3;

void attach_buffers(Screen& screen, const kmsmirror_info& info, const Arguments& arguments) {
    for (int i = 0; i < own_buffer_count; ++i) {
        const std::string reason = screen.attach(OwnMemory(arguments.buffers, own_bytes(info)));
        if (arguments.verbose)
            fmt::print(stderr, "buffer {}: {}\n", i, reason.empty() ? "scanned out" : "copied: " + reason);
    }
}

void show_frames(const Arguments& arguments) {
    const auto say = [](const std::string& what) { fmt::print(stderr, "{}: waiting: {}\n", tool_name, what); };
    SessionPtr session = arguments.wait ? open_session(arguments.session_bus, arguments.replace, say)
                                        : open_session(arguments.session_bus, arguments.replace, nullptr);
    const kmsmirror_info info = *kmsmirror_get_info(session.get());
    const auto pattern = make_pattern(arguments.pattern, info.width, info.height);
    Screen screen(std::move(session), pattern->canvas().layout(), DRM_FORMAT_XRGB8888);
    if (!arguments.buffers.empty())
        attach_buffers(screen, info, arguments);
    Pacer pacer(period_of(arguments.fps));
    std::uint64_t frame = 0;
    for (; has_more(arguments, *pattern, frame); ++frame) {
        pattern->draw(frame);
        screen.wait_until(pacer.next());
        screen.show(std::as_bytes(pattern->canvas().pixels()).data(), pattern->damage());
        if (arguments.verbose)
            fmt::print(stderr, "frame {}: {} rectangles\n", frame, pattern->damage().size());
    }
    if (frame > 0)
        screen.wait_for_last();
    if (arguments.hold)
        screen.hold();
}

void run(const Arguments& arguments) {
    if (arguments.to_stdout)
        write_frames(arguments);
    else
        show_frames(arguments);
}

int tell(const std::exception& error, int exit_code) {
    fmt::print(stderr, "{}: {}\n", tool_name, error.what());
    return exit_code;
}

}  // namespace

int run_program(int argc, char** argv) {
    Arguments arguments;
    CLI::App app;
    try {
        app.name(tool_name);
        arguments.set_up(app);
        app.parse(argc, argv);
        run(arguments);
        return 0;
    } catch (const CLI::Success& success) {  // --help, --version
        return app.exit(success);
    } catch (const CLI::ParseError& error) {
        tell(error, 2);
        fmt::print(stderr, "Try '{} --help'.\n", tool_name);
        return 2;
    } catch (const std::exception& error) {
        return tell(error, 1);
    }
}

}  // namespace kmsmirror::tools
