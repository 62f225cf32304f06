// SPDX-License-Identifier: MIT
#include "arguments.h"

#include <drm_fourcc.h>
#include <gmock/gmock.h>

namespace kmsmirror::tools {
namespace {

Arguments parse(Tool tool, std::vector<std::string> words) {
    words.insert(words.begin(), "tool");
    std::vector<char*> argv;
    argv.reserve(words.size() + 1);
    for (std::string& word : words)
        argv.push_back(word.data());
    argv.push_back(nullptr);
    return parse_arguments(tool, static_cast<int>(words.size()), argv.data());
}

std::string refusal_of(Tool tool, std::vector<std::string> words) {
    try {
        (void)parse(tool, std::move(words));
    } catch (const UsageError& error) {
        return error.what();
    }
    return "accepted";
}

TEST(Arguments, OfPlay) {
    const auto arguments = parse(Tool::play, {"--size", "640x480", "--format", "rgb565", "--fps", "25", "--frames",
                                              "300", "--hold", "--session-bus", "--verbose"});
    ASSERT_TRUE(arguments.size);
    EXPECT_EQ(arguments.size->width, 640U);
    EXPECT_EQ(arguments.size->height, 480U);
    EXPECT_EQ(arguments.format, static_cast<std::uint32_t>(DRM_FORMAT_RGB565));
    EXPECT_EQ(arguments.fps, 25U);
    EXPECT_EQ(arguments.frames, 300U);
    EXPECT_TRUE(arguments.hold && arguments.session_bus && arguments.verbose);
}

TEST(Arguments, OfPattern) {
    const auto arguments = parse(Tool::pattern, {"motion", "--stdout", "--size", "64x48"});
    EXPECT_EQ(arguments.pattern, "motion");
    EXPECT_TRUE(arguments.to_stdout);
    EXPECT_FALSE(arguments.frames);
    EXPECT_EQ(arguments.buffers, "");
    EXPECT_EQ(parse(Tool::pattern, {"bars", "--buffers=udmabuf"}).buffers, "udmabuf");
    EXPECT_EQ(parse(Tool::pattern, {"bars", "--buffers", "heap:linux,cma"}).buffers, "heap:linux,cma");
}

TEST(Arguments, AreRefusedWithTheValueThatIsWrong) {
    EXPECT_EQ(refusal_of(Tool::play, {"--fps", "fast"}), "--fps fast: not a whole number from 0 to 1000");
    EXPECT_EQ(refusal_of(Tool::play, {"--fps", "1001"}), "--fps 1001: not a whole number from 0 to 1000");
    EXPECT_EQ(refusal_of(Tool::play, {"--frames", "-1"}), "--frames -1: not a whole number from 0 to 1000000000");
    EXPECT_EQ(refusal_of(Tool::play, {"--format", "yuv"}), "--format yuv: not bgr0 or rgb565");
    for (const char* size : {"640", "x480", "640x", "0x480", "640x480x3", "99999x1", "640X480"})
        EXPECT_EQ(refusal_of(Tool::play, {"--size", size}),
                  "--size " + std::string(size) + ": not WIDTHxHEIGHT of 1 to 16384 pixels");
    for (const char* kind : {"", "heap:", "udmabuf:x", "memfd"})
        EXPECT_EQ(refusal_of(Tool::pattern, {"bars", "--buffers", kind}),
                  "--buffers " + std::string(kind) + ": not udmabuf, heap or heap:NAME");
    EXPECT_EQ(refusal_of(Tool::play, {"film.raw"}), "one argument too many: film.raw");
}

TEST(Arguments, OfPatternMustFitEachOther) {
    EXPECT_EQ(refusal_of(Tool::pattern, {}), "no pattern given: bars, grid, checker, motion or movie");
    EXPECT_EQ(refusal_of(Tool::pattern, {"bars", "--stdout"}), "--stdout needs --size WxH");
    EXPECT_EQ(refusal_of(Tool::pattern, {"bars", "--size", "8x8"}),
              "--size is for --stdout only: patterns fill the display");
    EXPECT_EQ(refusal_of(Tool::pattern, {"bars", "--stdout", "--size", "8x8", "--hold"}),
              "--hold needs a display, --stdout has none");
    EXPECT_EQ(refusal_of(Tool::pattern, {"bars", "--stdout", "--size", "8x8", "--buffers", "heap"}),
              "--buffers needs a display, --stdout has none");
}

}  // namespace
}  // namespace kmsmirror::tools
