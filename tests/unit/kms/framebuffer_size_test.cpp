// SPDX-License-Identifier: MIT
#include "kms/framebuffer_size.h"

#include <algorithm>

#include "kms_test.h"

namespace kmsmirror::kms {
namespace {

using fakes::Screen;
using fakes::SharedBuffer;

const CardResources udl_limits{{}, {}, {}, {640, 480}, {2048, 2048}};

TEST(FramebufferSize, IsThatOfTheModeWhereTheDriverTakesIt) {
    for (const Size mode : {Size{640, 480}, Size{853, 481}, Size{2048, 2048}})
        EXPECT_EQ(framebuffer_size(udl_limits, mode), mode);
}

TEST(FramebufferSize, IsHigherThanAModeThatIsTooLow) {
    EXPECT_EQ(framebuffer_size(udl_limits, {720, 400}), (Size{720, 480}));
}

TEST(FramebufferSize, IsNoneWhereALimitForbidsIt) {
    const auto limit_of = [](Size mode) { return framebuffer_size(udl_limits, mode).error(); };
    EXPECT_EQ(limit_of({639, 480}), FramebufferLimit::min_width) << "a wider one would come out garbled";
    EXPECT_EQ(limit_of({320, 200}), FramebufferLimit::min_width);
    EXPECT_EQ(limit_of({2049, 480}), FramebufferLimit::max_width);
    EXPECT_EQ(limit_of({2048, 2049}), FramebufferLimit::max_height);
    EXPECT_EQ(limit_text(udl_limits, FramebufferLimit::min_width),
              "the driver's framebuffers are at least 640 pixels wide");
    EXPECT_EQ(limit_text(udl_limits, FramebufferLimit::max_width),
              "the driver's framebuffers are at most 2048 pixels wide");
    EXPECT_EQ(limit_text(udl_limits, FramebufferLimit::max_height),
              "the driver's framebuffers are at most 2048 pixels high");
}

class LowMode : public KmsTest {};

TEST_F(LowMode, ShowsTheUpperPartOfAHigherFramebuffer) {
    fakes::Personality card = fakes::udl();
    const Size mode{card.min.width + 20, card.min.height - 20};  // as 720x400 is on udl
    card.modes = {fakes::make_mode(mode, true)};
    fake_.add_card(sink_path, card);
    const Screen screen(faulty_, sink_path);
    const SharedBuffer as_low(*screen.device, mode, format_xrgb8888);
    EXPECT_EQ(create_framebuffer(*screen.device, as_low.memory.framebuffer_info()).error().error.value(), EINVAL);

    const Size size = framebuffer_size(screen.device->resources(), mode).value();
    const SharedBuffer buffer(*screen.device, size, format_xrgb8888);
    buffer.fill(0xffffff);
    const auto framebuffer = create_framebuffer(*screen.device, buffer.memory.framebuffer_info()).value();
    ASSERT_FALSE(screen.show(framebuffer));
    const fakes::Picture shown = fake_.shown_picture(sink_path);
    EXPECT_EQ(shown.size, mode);
    EXPECT_TRUE(std::all_of(shown.pixels.begin(), shown.pixels.end(), [](auto pixel) { return pixel == 0xffffff; }));
}

}  // namespace
}  // namespace kmsmirror::kms
