// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include "fakes/fake_drm.h"
#include "kms/format.h"
#include "source/scanout_display.h"

namespace kmsmirror::source {
namespace {

constexpr const char* board_path = "/dev/dri/card0";

// What the SoC display is shown with, where the card leaves a choice, or none.
class ScanoutChoice : public testing::Test {
protected:
    void TearDown() override { fake_.verify_no_leaks(); }
    void add_board(const fakes::Personality& card, kms::ConnectorStatus status = kms::ConnectorStatus::connected) {
        fake_.add_card(board_path, card);
        fake_.set_status(board_path, status);
    }
    [[nodiscard]] std::string why_not(const std::string& connector = {}) {
        ScanoutSettings settings;
        settings.connector = connector;
        try {
            const ScanoutDisplay source(fake_, board_path, settings);
        } catch (const std::exception& error) {
            return error.what();
        }
        return "opened";
    }

    fakes::FakeDrm fake_;
};

TEST_F(ScanoutChoice, FallsToRgb565WhereTheDisplayHasNoXrgb8888) {
    fakes::Personality card = fakes::pl111();
    card.formats = {kms::format_rgb565};
    add_board(card);
    ScanoutDisplay source(fake_, board_path, {});
    const auto buffers = source.allocate(0);
    ASSERT_FALSE(buffers.empty());
    EXPECT_EQ(buffers.front().scanout.layout().format, kms::format_rgb565);
}

TEST_F(ScanoutChoice, SaysThatTheDisplayHasNeitherFormat) {
    fakes::Personality card = fakes::pl111();
    card.formats = {kms::fourcc('N', 'V', '1', '2')};
    add_board(card);
    EXPECT_EQ(why_not(), "/dev/dri/card0: VGA-1 can show neither XRGB8888 nor RGB565");
}

TEST_F(ScanoutChoice, TakesADisplayOfWhichTheHardwareCannotTell) {
    add_board(fakes::pl111(), kms::ConnectorStatus::unknown);
    EXPECT_EQ(why_not(), "opened");
    EXPECT_EQ(why_not("VGA-1"), "opened");
}

TEST_F(ScanoutChoice, SaysWhyThereIsNoDisplay) {
    add_board(fakes::pl111(), kms::ConnectorStatus::disconnected);
    EXPECT_EQ(why_not(), "/dev/dri/card0: no display is connected to VGA-1");
    EXPECT_EQ(why_not("DP-1"), "/dev/dri/card0: there is no connector DP-1; there is VGA-1");
    fakes::Personality card = fakes::pl111();
    card.modes.clear();
    add_board(card);
    EXPECT_EQ(why_not(),
              "/dev/dri/card0: pl111 can show none of the modes of the display on VGA-1: its pictures are 1x1 to "
              "256x192");
}

}  // namespace
}  // namespace kmsmirror::source
