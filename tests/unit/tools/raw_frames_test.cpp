// SPDX-License-Identifier: MIT
#include "tools/raw_frames.h"

#include <gmock/gmock.h>

#include <string>
#include <vector>

#include "file_with.h"

namespace kmsmirror::tools {
namespace {

using testing::HasSubstr;
using testing::Not;

// The frames that are in `content`, and then why no more of them are.
std::vector<std::string> read_raw(const std::string& content, PictureLayout layout, std::size_t stride) {
    const UniqueFd file = test::file_with(content);
    Input input(file.get());
    RawFrames frames(input, layout, stride);
    std::string frame(layout.bytes(), ' ');
    std::vector<std::string> result;
    try {
        while (frames.read(std::as_writable_bytes(std::span(frame))))
            result.push_back(frame);
        result.emplace_back("end");
    } catch (const CutFrame& cut) {
        result.emplace_back(cut.what());
    }
    return result;
}

TEST(RawFrames, EndWithTheInput) {
    EXPECT_THAT(read_raw("oneatwob", {1, 1, 4}, 4), testing::ElementsAre("onea", "twob", "end"));
}

TEST(RawFrames, LeaveOutWhatIsBetweenTheirRows) {
    EXPECT_THAT(read_raw("abcd.efgh.ijkl.mnop.", {2, 2, 2}, 5), testing::ElementsAre("abcdefgh", "ijklmnop", "end"));
    EXPECT_THAT(read_raw("abcd.efgh", {2, 2, 2}, 5), testing::ElementsAre(HasSubstr("frame 1: 9 of 10 bytes")));
}

TEST(RawFrames, TellWhereTheInputEndsInTheMiddleOfOne) {
    EXPECT_THAT(
        read_raw("oneatw", {1, 1, 4}, 4),
        testing::ElementsAre("onea", HasSubstr("the input ended in the middle of frame 2: 2 of 4 bytes, for 1x1 "
                                               "pixels of bgr0")));
}

TEST(RawFrames, TellWhichFormatsWouldFitTheBytesThatCame) {
    constexpr PictureLayout layout{8, 4, 4};
    const auto cut_after = [&](std::size_t bytes) { return read_raw(std::string(bytes, '.'), layout, 32).back(); };
    EXPECT_EQ(
        cut_after(48),
        "the input ended in the middle of frame 1: 48 of 128 bytes, for 8x4 pixels of bgr0; all of it is as much as "
        "whole frames: 1 of yuv420p; ffmpeg makes frames that fit with -vf scale=8:4 -pix_fmt bgr0 -f rawvideo");
    EXPECT_THAT(cut_after(96), HasSubstr("whole frames: 2 of yuv420p or 1 of rgb24 or bgr24; ffmpeg"));
    EXPECT_THAT(cut_after(128 + 64), HasSubstr("3 of rgb565 or yuyv422"));
    EXPECT_THAT(cut_after(100), Not(HasSubstr("whole frames")));
    EXPECT_THAT(read_raw(std::string(128 + 32, '.'), {8, 4, 2}, 16).back(), HasSubstr("-pix_fmt rgb565le"));
}

TEST(RawFrames, MeanNothingByTheFourthByte) {
    std::vector<std::byte> frame(256 * 4);
    EXPECT_FALSE(is_fourth_byte_used(frame));
    for (std::size_t i = 0; i < frame.size(); ++i)
        frame[i] = i % 4 == 3 ? std::byte{255} : static_cast<std::byte>(i);
    EXPECT_FALSE(is_fourth_byte_used(frame));
    for (std::size_t i = 0; i < frame.size(); ++i)
        frame[i] = static_cast<std::byte>(i / 3);  // as of 3 bytes a pixel
    EXPECT_TRUE(is_fourth_byte_used(frame));
}

TEST(Input, IsReadFromItsBeginningAfterALookAtIt) {
    const UniqueFd file = test::file_with("abcdefgh");
    Input input(file.get());
    EXPECT_EQ(input.peek(3).size(), 3U);
    EXPECT_EQ(input.peek(5).size(), 5U);
    EXPECT_EQ(std::to_integer<char>(input.peek(2)[0]), 'a');
    std::string text(3, ' ');
    EXPECT_EQ(input.read(std::as_writable_bytes(std::span(text))), 3U);
    EXPECT_EQ(text, "abc");
    EXPECT_EQ(input.peek(100).size(), 5U);
    EXPECT_EQ(input.read(std::as_writable_bytes(std::span(text))), 3U);
    EXPECT_EQ(text, "def");
    EXPECT_EQ(input.read(std::as_writable_bytes(std::span(text))), 2U);
    EXPECT_EQ(input.read(std::as_writable_bytes(std::span(text))), 0U);
}

}  // namespace
}  // namespace kmsmirror::tools
