// SPDX-License-Identifier: MIT
// The examples in docs/examples that show pictures, as somebody runs them who has copied them.
#include <gmock/gmock.h>

#include <cstring>
#include <functional>

#include "tools_fixture.h"

namespace kmsmirror::test {
namespace {

// A picture of 160x100 whose pixels are made by their place.
std::vector<std::byte> picture_by(const std::function<std::uint32_t(std::size_t x, std::size_t y)>& pixel_at) {
    std::vector<std::byte> picture(std::size_t{160} * 100 * 4);
    for (std::size_t i = 0; i < std::size_t{160} * 100; ++i) {
        const std::uint32_t pixel = pixel_at(i % 160, i / 160);
        std::memcpy(picture.data() + i * 4, &pixel, sizeof(pixel));
    }
    return picture;
}

class Examples : public Tools {};

TEST_F(Examples, InCMovesASquare) {
    const Outcome outcome = run(KMSMIRROR_EXAMPLES "/example-show-picture");
    EXPECT_EQ(outcome.exit_code, 0) << outcome.output;
    daemon.stop();
    EXPECT_EQ(daemon.host().frames.size(), 600U);
    // 600 times one step, from the corner again after 61
    EXPECT_EQ(daemon.picture(), picture_by([](std::size_t x, std::size_t y) {
                  return x >= 51 && x < 91 && y >= 51 && y < 91 ? 0xff8000U : 0U;
              }));
    EXPECT_THAT(daemon.closed(), testing::ElementsAre(session::CloseReason::client_left));
}

TEST_F(Examples, InPythonMovesABar) {
    const Outcome outcome = run(KMSMIRROR_PYTHON " " KMSMIRROR_EXAMPLE_SOURCES "/show_picture.py");
    EXPECT_EQ(outcome.exit_code, 0) << outcome.output;
    daemon.stop();
    EXPECT_EQ(daemon.host().frames.size(), 100U);
    EXPECT_EQ(daemon.host().frames.back().damage, std::vector({Rect{0, 91, 160, 100}}));
    EXPECT_EQ(daemon.picture(), picture_by([](std::size_t /*x*/, std::size_t y) { return y >= 92 ? 0x40ffU : 0U; }));
}

TEST_F(Examples, SayThatTheDaemonDoesNotRun) {
    daemon.stop();
    const PrivateBus empty;
    for (const char* program : {KMSMIRROR_EXAMPLES "/example-show-picture", KMSMIRROR_EXAMPLES "/example-lvgl-32",
                                KMSMIRROR_PYTHON " " KMSMIRROR_EXAMPLE_SOURCES "/show_picture.py"}) {
        const Outcome outcome = run(fmt::format("export DBUS_SYSTEM_BUS_ADDRESS={}; {}", empty.address(), program));
        EXPECT_EQ(outcome.exit_code, 1) << program;
        EXPECT_THAT(outcome.output, testing::HasSubstr("kmsmirrord is not running")) << program;
    }
}

// The number of the row is the value of its pixels.
TEST_F(Examples, OfLvglShowsPixelsOfThirtyTwoBits) {
    const Outcome outcome = run(KMSMIRROR_EXAMPLES "/example-lvgl-32");
    EXPECT_EQ(outcome.exit_code, 0) << outcome.output;
    daemon.stop();
    ASSERT_EQ(daemon.host().frames.size(), 3U);
    EXPECT_EQ(daemon.host().frames[1].damage, std::vector({Rect{0, 0, 160, 100}}));
    EXPECT_EQ(daemon.host().frames[2].damage, std::vector({Rect{0, 99, 160, 100}}));
    EXPECT_EQ(daemon.picture(),
              picture_by([](std::size_t /*x*/, std::size_t y) { return static_cast<std::uint32_t>(y); }));
}

TEST_F(Examples, OfLvglShowsPixelsOfSixteenBits) {
    const Outcome outcome = run(KMSMIRROR_EXAMPLES "/example-lvgl-16");
    EXPECT_EQ(outcome.exit_code, 0) << outcome.output;
    daemon.stop();
    EXPECT_EQ(daemon.picture(), picture_by([](std::size_t /*x*/, std::size_t y) {
                  const auto green = static_cast<std::uint32_t>(y) >> 5;
                  const auto blue = static_cast<std::uint32_t>(y) & 0x1f;
                  return green << 10 | blue << 3 | blue >> 2;
              }));
}

}  // namespace
}  // namespace kmsmirror::test
