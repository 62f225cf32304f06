// SPDX-License-Identifier: MIT
#include "arguments.h"

#include <drm_fourcc.h>
#include <fmt/format.h>
#include <getopt.h>

#include <array>
#include <charconv>
#include <cstdio>
#include <string_view>
#include <system_error>

namespace kmsmirror::tools {
namespace {

constexpr const char* play_help = R"(Usage: kmsmirror-play [OPTION]...
Shows raw video frames from standard input on the display of a source.

  --size WxH       size of a frame in pixels; default: that of the source.
                   Smaller ones are shown in the middle.
  --format FORMAT  bgr0 (as XRGB8888 lies in memory) or rgb565;
                   default: the format of the source
  --fps N          at most N frames a second; default 0: as fast as the display
  --frames N       end after N frames; default: when the input ends
  --hold           keep the last frame until SIGTERM instead of ending
  --replace        take the place of the client that has the display
  --session-bus    look for kmsmirrord on the session bus
  --verbose        a line on standard error for every frame
  --help, --version

  ffmpeg -i film.mkv -vf scale=1024:768 -f rawvideo -pix_fmt bgr0 - | kmsmirror-play --fps 25
)";

constexpr const char* pattern_help = R"(Usage: kmsmirror-pattern PATTERN [OPTION]...
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

std::uint32_t parse_format(std::string_view text) {
    if (text == "bgr0")
        return DRM_FORMAT_XRGB8888;
    if (text == "rgb565")
        return DRM_FORMAT_RGB565;
    throw UsageError(fmt::format("--format {}: not bgr0 or rgb565", text));
}

std::string parse_buffers(std::string_view text) {
    constexpr std::string_view named_heap = "heap:";
    const bool is_named = text.starts_with(named_heap) && text.size() > named_heap.size();
    if (text != "udmabuf" && text != "heap" && !is_named)
        throw UsageError(fmt::format("--buffers {}: not udmabuf, heap or heap:NAME", text));
    return std::string(text);
}

constexpr std::array<option, 11> play_options{{{"size", required_argument, nullptr, 's'},
                                               {"format", required_argument, nullptr, 'f'},
                                               {"fps", required_argument, nullptr, 'r'},
                                               {"frames", required_argument, nullptr, 'n'},
                                               {"hold", no_argument, nullptr, 'H'},
                                               {"replace", no_argument, nullptr, 'R'},
                                               {"session-bus", no_argument, nullptr, 'b'},
                                               {"verbose", no_argument, nullptr, 'v'},
                                               {"help", no_argument, nullptr, 'h'},
                                               {"version", no_argument, nullptr, 'V'},
                                               {nullptr, 0, nullptr, 0}}};
constexpr std::array<option, 12> pattern_options{{{"size", required_argument, nullptr, 's'},
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
        case 'f':
            arguments.format = parse_format(argument);
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

const char* name_of(Tool tool) {
    return tool == Tool::play ? "kmsmirror-play" : "kmsmirror-pattern";
}

void check_pattern_arguments(const Arguments& arguments) {
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

Arguments parse_arguments(Tool tool, int argc, char** argv) {
    Arguments arguments;
    const option* options = tool == Tool::play ? play_options.data() : pattern_options.data();
    optind = 0;  // starts getopt_long anew
    int letter = 0;
    // NOLINTNEXTLINE(concurrency-mt-unsafe): before any thread
    while ((letter = getopt_long(argc, argv, "", options, nullptr)) != -1)
        take_option(arguments, letter, optarg);
    if (tool == Tool::pattern && optind < argc)
        arguments.pattern = argv[optind++];
    if (optind < argc)
        throw UsageError(fmt::format("one argument too many: {}", argv[optind]));
    if (tool == Tool::pattern && !arguments.help && !arguments.version)
        check_pattern_arguments(arguments);
    return arguments;
}

int run_tool(Tool tool, int argc, char** argv, void (*run)(const Arguments&)) {
    try {
        const Arguments arguments = parse_arguments(tool, argc, argv);
        if (arguments.help)
            fmt::print("{}", tool == Tool::play ? play_help : pattern_help);
        else if (arguments.version)
            fmt::print("{} {}\n", name_of(tool), KMSMIRROR_VERSION);
        else
            run(arguments);
        return 0;
    } catch (const UsageError& error) {
        if (*error.what() != '\0')
            fmt::print(stderr, "{}: {}\n", name_of(tool), error.what());
        fmt::print(stderr, "Try '{} --help'.\n", name_of(tool));
        return 2;
    } catch (const std::exception& error) {
        fmt::print(stderr, "{}: {}\n", name_of(tool), error.what());
        return 1;
    }
}

}  // namespace kmsmirror::tools
