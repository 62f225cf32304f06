// SPDX-License-Identifier: MIT
#include "tools/frame_reader.h"

#include <gmock/gmock.h>

#include <string_view>

#include "file_with.h"
#include "tools/raw_frames.h"

namespace kmsmirror::tools {
namespace {

std::string_view text_in(std::span<const std::byte> frame) {
    return {reinterpret_cast<const char*>(frame.data()), frame.size()};
}

TEST(FrameReader, KeepsTheFrameBefore) {
    const UniqueFd file = test::file_with("oneatwob");
    Input input(file.get());
    RawFrames frames(input, {1, 1, 4}, 4);
    FrameReader reader(frames);
    ASSERT_TRUE(reader.read_next());
    EXPECT_EQ(text_in(reader.frame()), "onea");
    ASSERT_TRUE(reader.read_next());
    EXPECT_EQ(text_in(reader.frame()), "twob");
    EXPECT_EQ(text_in(reader.before()), "onea");
    EXPECT_FALSE(reader.read_next());
}

}  // namespace
}  // namespace kmsmirror::tools
