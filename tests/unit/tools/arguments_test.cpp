// SPDX-License-Identifier: MIT
#include "tools/arguments.h"

#include <gmock/gmock.h>

namespace kmsmirror::tools {
namespace {

Arguments parse(std::vector<std::string> words) {
    words.insert(words.begin(), "tool");
    std::vector<char*> argv;
    argv.reserve(words.size() + 1);
    for (std::string& word : words)
        argv.push_back(word.data());
    argv.push_back(nullptr);
    return parse_arguments(static_cast<int>(words.size()), argv.data());
}

std::string refusal_of(std::vector<std::string> words) {
    try {
        (void)parse(std::move(words));
    } catch (const UsageError& error) {
        return error.what();
    }
    return "accepted";
}

TEST(Arguments, OfShowing) {
    const auto arguments =
        parse({"movie", "--fps", "25", "--frames", "300", "--hold", "--replace", "--session-bus", "--verbose"});
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
    EXPECT_EQ(refusal_of({"bars", "--fps", "fast"}), "--fps fast: not a whole number from 0 to 1000");
    EXPECT_EQ(refusal_of({"bars", "--fps", "1001"}), "--fps 1001: not a whole number from 0 to 1000");
    EXPECT_EQ(refusal_of({"bars", "--frames", "-1"}), "--frames -1: not a whole number from 0 to 1000000000");
    for (const char* size : {"640", "x480", "640x", "0x480", "640x480x3", "99999x1", "640X480"})
        EXPECT_EQ(refusal_of({"bars", "--size", size}),
                  "--size " + std::string(size) + ": not WIDTHxHEIGHT of 1 to 16384 pixels");
    for (const char* kind : {"", "heap:", "udmabuf:x", "memfd"})
        EXPECT_EQ(refusal_of({"bars", "--buffers", kind}),
                  "--buffers " + std::string(kind) + ": not udmabuf, heap or heap:NAME");
    EXPECT_EQ(refusal_of({"bars", "film.raw"}), "one argument too many: film.raw");
}

TEST(Arguments, MustFitEachOther) {
    EXPECT_EQ(refusal_of({}), "no pattern given: bars, grid, checker, motion or movie");
    EXPECT_EQ(refusal_of({"bars", "--stdout"}), "--stdout needs --size WxH");
    EXPECT_EQ(refusal_of({"bars", "--size", "8x8"}), "--size is for --stdout only: patterns fill the display");
    EXPECT_EQ(refusal_of({"bars", "--stdout", "--size", "8x8", "--hold"}), "--hold needs a display, --stdout has none");
    EXPECT_EQ(refusal_of({"bars", "--stdout", "--size", "8x8", "--buffers", "heap"}),
              "--buffers needs a display, --stdout has none");
}

}  // namespace
}  // namespace kmsmirror::tools
