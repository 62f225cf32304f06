// SPDX-License-Identifier: MIT
#include "tools/arguments.h"

#include <fmt/format.h>
#include <getopt.h>

#include <array>
#include <charconv>
#include <cstdio>
#include <string_view>
#include <system_error>

namespace kmsmirror::tools {
namespace {

constexpr const char* tool_name = "kmsmirror-pattern";

constexpr const char* help_text = R"(Usage: kmsmirror-pattern PATTERN [OPTION]...
Shows a test picture on the display of a source. PATTERN is one of
  bars     eight colours
  grid     lines of one pixel
  checker  every other pixel
  motion   a moving bar and the number of the frame
  movie    shapes, running text, changing colours

  --frames N       end after N frames; default: 1, or none for motion and movie
  --fps N          at most N frames a second; default 0: as fast as the display
  --hold           keep the last frame until SIGTERM instead of ending
  --buffers KIND   draw into memory of its own instead of the display's:
                   udmabuf, or heap:NAME for /dev/dma_heap/NAME;
                   heap for that of CMA
  --stdout         write raw bgr0 frames to standard output instead
  --size WxH       size of a frame in pixels, with --stdout
  --replace        take the place of the client that has the display
  --session-bus    look for kmsmirrord on the session bus
  --verbose        a line on standard error for every frame
  --help, --version
)";

template <class Number>
std::optional<Number> to_number(std::string_view text) {
    Number number{};
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc{} || end != text.data() + text.size())
        return std::nullopt;
    return number;
}

template <class Number>
Number parse_number(const char* option, std::string_view text, Number most) {
    const auto number = to_number<Number>(text);
    if (!number || *number > most)
        throw UsageError(fmt::format("{} {}: not a whole number from 0 to {}", option, text, most));
    return *number;
}

PictureLayout parse_size(std::string_view text) {
    constexpr std::uint32_t most = 16384;
    const std::size_t cross = text.find('x');
    if (cross != std::string_view::npos) {
        const auto width = to_number<std::uint32_t>(text.substr(0, cross));
        const auto height = to_number<std::uint32_t>(text.substr(cross + 1));
        if (width && height && *width > 0 && *height > 0 && *width <= most && *height <= most)
            return {*width, *height, 0};
    }
    throw UsageError(fmt::format("--size {}: not WIDTHxHEIGHT of 1 to {} pixels", text, most));
}

std::string parse_buffers(std::string_view text) {
    constexpr std::string_view named_heap = "heap:";
    const bool is_named = text.starts_with(named_heap) && text.size() > named_heap.size();
    if (text != "udmabuf" && text != "heap" && !is_named)
        throw UsageError(fmt::format("--buffers {}: not udmabuf, heap or heap:NAME", text));
    return std::string(text);
}

constexpr std::array<option, 12> options{{{"size", required_argument, nullptr, 's'},
                                          {"buffers", required_argument, nullptr, 'B'},
                                          {"stdout", no_argument, nullptr, 'o'},
                                          {"fps", required_argument, nullptr, 'r'},
                                          {"frames", required_argument, nullptr, 'n'},
                                          {"hold", no_argument, nullptr, 'H'},
                                          {"replace", no_argument, nullptr, 'R'},
                                          {"session-bus", no_argument, nullptr, 'b'},
                                          {"verbose", no_argument, nullptr, 'v'},
                                          {"help", no_argument, nullptr, 'h'},
                                          {"version", no_argument, nullptr, 'V'},
                                          {nullptr, 0, nullptr, 0}}};

void take_option(Arguments& arguments, int letter, const char* argument) {
    constexpr std::uint64_t most_frames = 1000000000;
    switch (letter) {
        case 's':
            arguments.size = parse_size(argument);
            return;
        case 'r':
            arguments.fps = parse_number<std::uint32_t>("--fps", argument, 1000);
            return;
        case 'n':
            arguments.frames = parse_number<std::uint64_t>("--frames", argument, most_frames);
            return;
        case 'B':
            arguments.buffers = parse_buffers(argument);
            return;
        case 'H':
            arguments.hold = true;
            return;
        case 'o':
            arguments.to_stdout = true;
            return;
        case 'R':
            arguments.replace = true;
            return;
        case 'b':
            arguments.session_bus = true;
            return;
        case 'v':
            arguments.verbose = true;
            return;
        case 'h':
            arguments.help = true;
            return;
        case 'V':
            arguments.version = true;
            return;
        default:
            throw UsageError("");  // getopt_long has said it
    }
}

void check_arguments(const Arguments& arguments) {
    if (arguments.pattern.empty())
        throw UsageError("no pattern given: bars, grid, checker, motion or movie");
    if (arguments.to_stdout && !arguments.size)
        throw UsageError("--stdout needs --size WxH");
    if (arguments.to_stdout && arguments.hold)
        throw UsageError("--hold needs a display, --stdout has none");
    if (arguments.to_stdout && !arguments.buffers.empty())
        throw UsageError("--buffers needs a display, --stdout has none");
    if (arguments.size && !arguments.to_stdout)
        throw UsageError("--size is for --stdout only: patterns fill the display");
}

}  // namespace

Arguments parse_arguments(int argc, char** argv) {
    Arguments arguments;
    optind = 0;  // starts getopt_long anew
    int letter = 0;
    // NOLINTNEXTLINE(concurrency-mt-unsafe): before any thread
    while ((letter = getopt_long(argc, argv, "", options.data(), nullptr)) != -1)
        take_option(arguments, letter, optarg);
    if (optind < argc)
        arguments.pattern = argv[optind++];
    if (optind < argc)
        throw UsageError(fmt::format("one argument too many: {}", argv[optind]));
    if (!arguments.help && !arguments.version)
        check_arguments(arguments);
    return arguments;
}

int run_tool(int argc, char** argv, void (*run)(const Arguments&)) {
    try {
        const Arguments arguments = parse_arguments(argc, argv);
        if (arguments.help)
            fmt::print("{}", help_text);
        else if (arguments.version)
            fmt::print("{} {}\n", tool_name, KMSMIRROR_VERSION);
        else
            run(arguments);
        return 0;
    } catch (const UsageError& error) {
        if (*error.what() != '\0')
            fmt::print(stderr, "{}: {}\n", tool_name, error.what());
        fmt::print(stderr, "Try '{} --help'.\n", tool_name);
        return 2;
    } catch (const std::exception& error) {
        fmt::print(stderr, "{}: {}\n", tool_name, error.what());
        return 1;
    }
}

}  // namespace kmsmirror::tools
