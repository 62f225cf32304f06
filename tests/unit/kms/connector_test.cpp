// SPDX-License-Identifier: MIT
#include "kms/connector.h"

#include "kms_test.h"

namespace kmsmirror::kms {
namespace {

using fakes::Call;

// A board with VGA, of which the hardware may not be able to tell, and HDMI.
class ConnectorChoice : public KmsTest {
protected:
    static constexpr const char* path = "/dev/dri/card2";

    void add_board(ConnectorStatus vga, ConnectorStatus hdmi, std::vector<ModeInfo> hdmi_modes) {
        fakes::Personality card = fakes::pl111();
        card.more_connectors = {{"HDMI-A-1", hdmi, std::move(hdmi_modes)}};
        fake_.add_card(path, card);
        fake_.set_status(path, vga);
    }
    [[nodiscard]] ConnectorInfo choose(const std::string& name = {}) {
        return choose_connector(*Device::open(faulty_, path), name).value();
    }

    const std::vector<ModeInfo> some_modes_{fakes::make_mode(fakes::preferred_size, true)};
};

TEST_F(ConnectorChoice, FallsOnOneOfUnknownStatusWhereNothingIsConnectedForCertain) {
    add_board(ConnectorStatus::unknown, ConnectorStatus::disconnected, some_modes_);
    EXPECT_EQ(choose().name, "VGA-1");
    EXPECT_TRUE(has_display(choose()));
    add_board(ConnectorStatus::disconnected, ConnectorStatus::unknown, some_modes_);
    EXPECT_EQ(choose().name, "HDMI-A-1");
}

TEST_F(ConnectorChoice, FallsOnOneThatIsConnectedForCertainFirst) {
    add_board(ConnectorStatus::unknown, ConnectorStatus::connected, some_modes_);
    EXPECT_EQ(choose().name, "HDMI-A-1");
    add_board(ConnectorStatus::unknown, ConnectorStatus::connected, {});
    EXPECT_EQ(choose().name, "HDMI-A-1") << "so that its user learns what is wrong with it";
    add_board(ConnectorStatus::connected, ConnectorStatus::connected, some_modes_);
    EXPECT_EQ(choose().name, "VGA-1");
}

TEST_F(ConnectorChoice, FallsOnTheOneThatIsNamed) {
    add_board(ConnectorStatus::unknown, ConnectorStatus::connected, some_modes_);
    EXPECT_EQ(choose("VGA-1").status, ConnectorStatus::unknown);
    EXPECT_TRUE(has_display(choose("VGA-1")));
    const auto device = Device::open(faulty_, path);
    EXPECT_EQ(choose_connector(*device, "DP-1").error().value(), ENOENT);
    EXPECT_EQ(connector_names(*device), "VGA-1, HDMI-A-1");
}

TEST_F(ConnectorChoice, ReturnsAConnectorWithoutDisplayAndSaysWhy) {
    add_board(ConnectorStatus::disconnected, ConnectorStatus::disconnected, some_modes_);
    const auto device = Device::open(faulty_, path);
    EXPECT_FALSE(has_display(choose()));
    EXPECT_EQ(no_display_text(*device, choose()), "no display is connected to VGA-1");
    add_board(ConnectorStatus::disconnected, ConnectorStatus::connected, {});
    EXPECT_FALSE(has_display(choose()));
    EXPECT_EQ(no_display_text(*device, choose()),
              "pl111 can show none of the modes of the display on HDMI-A-1: its pictures are 1x1 to 256x192");
}

TEST_F(ConnectorChoice, PassesOverAConnectorThatWentMeanwhile) {
    add_board(ConnectorStatus::connected, ConnectorStatus::connected, some_modes_);
    faulty_.fail(Call::get_connector, 1, ENOENT);
    EXPECT_EQ(choose().name, "HDMI-A-1");
    faulty_.fail(Call::get_connector, 1, EIO);
    EXPECT_EQ(choose_connector(*Device::open(faulty_, path), {}).error().value(), EIO);
    faulty_.fail(Call::get_connector, 1, EIO);
    EXPECT_EQ(choose_connector(*Device::open(faulty_, path), "VGA-1").error().value(), EIO);
}

}  // namespace
}  // namespace kmsmirror::kms
