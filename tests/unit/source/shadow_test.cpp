// SPDX-License-Identifier: MIT
#include "source/shadow.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <cstring>
#include <vector>

namespace kmsmirror::source {
namespace {

constexpr Size size{8, 4};
constexpr Rect whole{0, 0, 8, 4};

class AShadow : public ::testing::Test {
protected:
    // A frame of one value, of which `changed` is read.
    std::uint64_t update(std::uint32_t value, const Rect& changed, std::uint64_t sequence) {
        std::vector<std::uint32_t> pixels(std::size_t{size.width} * size.height, value);
        const pixels::Image frame{reinterpret_cast<std::byte*>(pixels.data()), size, size.width * 4,
                                  pixels::Format::xrgb8888};
        return shadow_.update(frame, {&changed, 1}, sequence);
    }
    static std::uint32_t pixel(const Shadow::View& view, std::size_t x, std::size_t y) {
        std::uint32_t value = 0;
        std::memcpy(&value, view.image().data + y * view.image().pitch + x * 4, sizeof value);
        return value;
    }

    Shadow shadow_{size, pixels::Format::xrgb8888};
};

TEST_F(AShadow, ReadsOnlyWhatChanged) {
    EXPECT_EQ(update(1, whole, 1), 8U * 4 * 4);
    EXPECT_EQ(update(2, {2, 1, 4, 2}, 2), 2U * 4);
    const auto view = shadow_.view();
    EXPECT_EQ(view.sequence(), 2U);
    EXPECT_EQ(pixel(view, 2, 1), 2U);
    EXPECT_EQ(pixel(view, 4, 1), 1U);
}

TEST_F(AShadow, HasRowsThatBeginAtAMultipleOfFourBytes) {
    const Shadow odd({7, 3}, pixels::Format::rgb565);
    EXPECT_EQ(odd.view().image().pitch, 16U);
}

TEST_F(AShadow, IsAlignedAsFramesAre) {
    EXPECT_EQ(reinterpret_cast<std::uintptr_t>(shadow_.view().image().data) % 4096, 0U);
}

}  // namespace
}  // namespace kmsmirror::source
