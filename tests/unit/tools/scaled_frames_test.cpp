// SPDX-License-Identifier: MIT
#include "tools/scaled_frames.h"

#include <gmock/gmock.h>

#include <memory>
#include <utility>
#include <vector>

namespace kmsmirror::tools {
namespace {

// One frame: the left half in one colour, the right half in another.
class Halves final : public FrameStream {
public:
    explicit Halves(PictureLayout layout) : layout_(layout) {}
    [[nodiscard]] PictureLayout layout() const noexcept override { return layout_; }
    [[nodiscard]] std::chrono::nanoseconds period() const noexcept override { return std::chrono::milliseconds(40); }
    bool read(std::span<std::byte> frame) override {
        auto* pixels = reinterpret_cast<std::uint32_t*>(frame.data());
        for (std::uint32_t i = 0; i < layout_.width * layout_.height; ++i)
            pixels[i] = i % layout_.width < layout_.width / 2 ? 0xff0000 : 0x0000ff;
        return std::exchange(has_more_, false);
    }

private:
    PictureLayout layout_;
    bool has_more_ = true;
};

std::pair<std::uint32_t, std::uint32_t> fitting(PictureLayout picture, PictureLayout room) {
    const PictureLayout fitting = fit_into(picture, room);
    return {fitting.width, fitting.height};
}

TEST(ScaledFrames, KeepTheirShape) {
    using testing::Pair;
    EXPECT_THAT(fitting({1920, 1080, 4}, {1024, 768, 0}), Pair(1024, 576));
    EXPECT_THAT(fitting({1080, 1920, 4}, {1024, 768, 0}), Pair(432, 768));
    EXPECT_THAT(fitting({160, 100, 4}, {320, 200, 0}), Pair(320, 200));
    EXPECT_THAT(fitting({1024, 768, 4}, {1024, 768, 0}), Pair(1024, 768));
    EXPECT_THAT(fitting({16384, 1, 4}, {64, 48, 0}), Pair(64, 1)) << "at least a row";
    EXPECT_EQ(fit_into({1920, 1080, 4}, {1024, 768, 0}).bytes_per_pixel, 4U);
}

TEST(ScaledFrames, AreTheSamePictureInAnotherSize) {
    for (const PictureLayout layout : {PictureLayout{20, 10, 4}, PictureLayout{80, 40, 4}, PictureLayout{64, 48, 4}}) {
        ScaledFrames frames(std::make_unique<Halves>(PictureLayout{40, 20, 4}), layout);
        std::vector<std::uint32_t> frame(layout.bytes() / 4, 0x12345678);
        ASSERT_TRUE(frames.read(std::as_writable_bytes(std::span(frame))));
        for (std::uint32_t y = 0; y < layout.height; ++y)
            for (std::uint32_t x = 0; x < layout.width; ++x) {
                const bool is_near_the_middle = x + 2 >= layout.width / 2 && x <= layout.width / 2 + 1;
                const std::uint32_t colour = x < layout.width / 2 ? 0xff0000 : 0x0000ff;
                if (!is_near_the_middle) {
                    ASSERT_EQ(frame[y * layout.width + x] & 0xffffff, colour) << x << ' ' << y << ' ' << layout.width;
                }
            }
        EXPECT_FALSE(frames.read(std::as_writable_bytes(std::span(frame))));
        EXPECT_EQ(frames.period(), std::chrono::milliseconds(40));
    }
}

}  // namespace
}  // namespace kmsmirror::tools
