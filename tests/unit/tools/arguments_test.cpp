// SPDX-License-Identifier: MIT
#include "tools/arguments.h"

#include <gmock/gmock.h>

#include <CLI/CLI.hpp>
#include <algorithm>

namespace kmsmirror::tools {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::StartsWith;

Arguments parse(std::vector<std::string> words) {
    Arguments arguments;
    CLI::App app;
    arguments.set_up(app);
    std::reverse(words.begin(), words.end());  // as CLI11 wants them
    app.parse(words);
    return arguments;
}

std::string refusal_of(const std::vector<std::string>& words) {
    try {
        (void)parse(words);
    } catch (const CLI::ParseError& error) {
        return error.what();
    }
    return "accepted";
}

TEST(Arguments, OfShowing) {
    const auto arguments = parse({"movie", "--fps", "25", "--frames", "300", "--hold", "--replace", "--session", "-v"});
    EXPECT_EQ(arguments.fps, 25U);
    EXPECT_EQ(arguments.frames, 300U);
    EXPECT_TRUE(arguments.hold && arguments.replace && arguments.session_bus && arguments.verbose);
}

TEST(Arguments, OfWriting) {
    const auto arguments = parse({"motion", "--stdout", "--size", "64x48"});
    EXPECT_EQ(arguments.pattern, "motion");
    ASSERT_TRUE(arguments.size);
    EXPECT_EQ(arguments.size->width, 64U);
    EXPECT_EQ(arguments.size->height, 48U);
    EXPECT_TRUE(arguments.to_stdout);
    EXPECT_FALSE(arguments.frames);
    EXPECT_EQ(arguments.buffers, "");
    EXPECT_EQ(parse({"bars", "--buffers=udmabuf"}).buffers, "udmabuf");
    EXPECT_EQ(parse({"bars", "--buffers", "heap:linux,cma"}).buffers, "heap:linux,cma");
}

TEST(Arguments, AreRefusedWithTheValueThatIsWrong) {
    for (const char* fps : {"fast", "1001", "-1", "2.5", ""})
        EXPECT_THAT(refusal_of({"bars", "--fps", fps}),
                    StartsWith("--fps: Value " + std::string(fps) + " not in range"))
            << fps;
    for (const char* frames : {"-1", "1000000001", "many", "99999999999999999999"})
        EXPECT_THAT(refusal_of({"bars", "--frames", frames}),
                    StartsWith("--frames: Value " + std::string(frames) + " not in range"));
    for (const char* size : {"640", "x480", "640x", "0x480", "640x480x3", "99999x1", "640X480", "-1x5"})
        EXPECT_EQ(refusal_of({"bars", "--stdout", "--size", size}),
                  "--size: " + std::string(size) + " is not WIDTHxHEIGHT of 1 to 16384 pixels");
    for (const char* kind : {"heap:", "udmabuf:x", "memfd"})
        EXPECT_EQ(refusal_of({"bars", "--buffers", kind}),
                  "--buffers: " + std::string(kind) + " is not udmabuf, heap or heap:NAME");
    EXPECT_THAT(refusal_of({"stars"}),
                AllOf(StartsWith("PATTERN: stars not in"), HasSubstr("bars,grid,checker,motion,movie")));
    EXPECT_THAT(refusal_of({"bars", "film.raw"}), HasSubstr("film.raw"));
    EXPECT_THAT(refusal_of({"bars", "--colour"}), HasSubstr("--colour"));
}

TEST(Arguments, MustFitEachOther) {
    EXPECT_EQ(refusal_of({}), "PATTERN is required");
    EXPECT_EQ(refusal_of({"bars", "--stdout"}), "--stdout requires --size");
    EXPECT_EQ(refusal_of({"bars", "--size", "8x8"}), "--size requires --stdout");
    EXPECT_THAT(refusal_of({"bars", "--stdout", "--size", "8x8", "--hold"}),
                AllOf(HasSubstr("--hold"), HasSubstr("excludes"), HasSubstr("--stdout")));
    EXPECT_THAT(refusal_of({"bars", "--stdout", "--size", "8x8", "--buffers", "heap"}),
                AllOf(HasSubstr("--buffers"), HasSubstr("excludes"), HasSubstr("--stdout")));
}

}  // namespace
}  // namespace kmsmirror::tools
