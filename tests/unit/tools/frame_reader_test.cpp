// SPDX-License-Identifier: MIT
#include "tools/frame_reader.h"

#include <gmock/gmock.h>
#include <unistd.h>

#include <stdexcept>
#include <string_view>

#include "base/unique_fd.h"

namespace kmsmirror::tools {
namespace {

class FrameReaderTest : public testing::Test {
protected:
    FrameReaderTest() {
        int ends[2];
        EXPECT_EQ(::pipe(ends), 0);
        input.reset(ends[0]);
        writer.reset(ends[1]);
    }
    void write(std::string_view text) {
        EXPECT_EQ(::write(writer.get(), text.data(), text.size()), static_cast<ssize_t>(text.size()));
    }
    static std::string_view text_of(const std::byte* frame) { return {reinterpret_cast<const char*>(frame), 4}; }

    UniqueFd input;
    UniqueFd writer;
};

TEST_F(FrameReaderTest, KeepsTheFrameBefore) {
    FrameReader reader(input.get(), 4);
    write("oneatwob");
    ASSERT_TRUE(reader.read_next());
    EXPECT_EQ(text_of(reader.frame()), "onea");
    ASSERT_TRUE(reader.read_next());
    EXPECT_EQ(text_of(reader.frame()), "twob");
    EXPECT_EQ(text_of(reader.before()), "onea");
}

TEST_F(FrameReaderTest, EndsWithTheInput) {
    FrameReader reader(input.get(), 4);
    write("onea");
    writer.reset();
    EXPECT_TRUE(reader.read_next());
    EXPECT_FALSE(reader.read_next());
}

TEST_F(FrameReaderTest, RefusesAnInputThatEndsInTheMiddleOfAFrame) {
    FrameReader reader(input.get(), 4);
    write("oneatw");
    writer.reset();
    EXPECT_TRUE(reader.read_next());
    try {
        reader.read_next();
        FAIL() << "no exception";
    } catch (const std::runtime_error& error) {
        EXPECT_STREQ(error.what(), "the input ended in the middle of frame 2: 2 of 4 bytes");
    }
}

}  // namespace
}  // namespace kmsmirror::tools
