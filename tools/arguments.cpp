// SPDX-License-Identifier: MIT
#include "tools/arguments.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <charconv>
#include <string_view>
#include <vector>

#include "tools/pattern.h"

namespace kmsmirror::tools {
namespace {

constexpr std::uint32_t most_fps = 1000;
constexpr std::uint64_t most_frames = 1000000000;

std::optional<std::uint32_t> to_pixels(std::string_view text) {
    constexpr std::uint32_t most = 16384;
    std::uint32_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc{} || end != text.data() + text.size() || number == 0 || number > most)
        return std::nullopt;
    return number;
}

PictureLayout parse_size(const std::string& text) {
    const std::size_t cross = text.find('x');
    if (cross != std::string::npos) {
        const auto width = to_pixels(std::string_view(text).substr(0, cross));
        const auto height = to_pixels(std::string_view(text).substr(cross + 1));
        if (width && height)
            return {*width, *height, 0};
    }
    throw CLI::ValidationError("--size", fmt::format("{} is not WIDTHxHEIGHT of 1 to 16384 pixels", text));
}

// What is wrong, or nothing.
std::string check_buffers(const std::string& text) {
    constexpr std::string_view named_heap = "heap:";
    const bool is_named = text.starts_with(named_heap) && text.size() > named_heap.size();
    return text == "udmabuf" || text == "heap" || is_named ? ""
                                                           : fmt::format("{} is not udmabuf, heap or heap:NAME", text);
}

// Without the text that CLI11 would add to the help.
CLI::Validator up_to(auto most) {
    return CLI::Range(decltype(most){0}, most).description("");
}

void add_pattern(CLI::App& app, std::string& pattern) {
    std::vector<std::string> names;
    std::string help = "What to show:";
    for (const PatternKind& kind : pattern_kinds()) {
        names.emplace_back(kind.name);
        help += fmt::format("\n{}: {}", kind.name, kind.picture);
    }
    app.add_option("PATTERN", pattern, help)->required()->type_name("")->check(CLI::IsMember(names).description(""));
}

}  // namespace

void Arguments::set_up(CLI::App& app) {
    app.description("Shows a test picture on the display of a source");
    app.set_help_flag("--help", "Show this help");
    app.set_version_flag("--version", "kmsmirror-pattern " KMSMIRROR_VERSION, "Show the version");
    add_pattern(app, pattern);
    app.add_option("--frames", frames, "End after N frames; default: 1, or never for motion and movie")
        ->type_name("N")
        ->check(up_to(most_frames));
    app.add_option("--fps", fps, "At most N frames a second; default 0: as fast as the display")
        ->type_name("N")
        ->check(up_to(most_fps));
    auto* hold_flag = app.add_flag("--hold", hold, "Keep the last frame until SIGTERM instead of ending");
    auto* buffers_option = app.add_option("--buffers", buffers,
                                          "Draw into memory of its own instead of the display's: udmabuf,\n"
                                          "heap:NAME for /dev/dma_heap/NAME, or heap for that of CMA")
                               ->type_name("KIND")
                               ->check(check_buffers);
    auto* stdout_flag = app.add_flag("--stdout", to_stdout, "Write raw bgr0 frames to standard output instead");
    auto* size_option = app.add_option_function<std::string>(
                               "--size", [this](const std::string& text) { size = parse_size(text); },
                               "Size of a frame in pixels, with --stdout")
                            ->type_name("WxH");
    app.add_flag("--replace", replace, "Take the place of the client that has the display");
    app.add_flag("--wait", wait, "Wait until the daemon runs and the display can be had");
    app.add_flag("--session,--session-bus", session_bus, "Look for kmsmirrord on the session bus");
    app.add_flag("-v,--verbose", verbose, "Write a line on standard error for every frame");
    // Patterns fill the display, and there is none on standard output.
    size_option->needs(stdout_flag);
    stdout_flag->needs(size_option)->excludes(hold_flag)->excludes(buffers_option);
}

}  // namespace kmsmirror::tools
