// SPDX-License-Identifier: MIT
#include "kms/pipeline.h"

#include "kms/edid.h"
#include "kms_test.h"

namespace kmsmirror::kms {
namespace {

using fakes::Call;
using fakes::Screen;
using fakes::SharedBuffer;

class PipelineTest : public KmsTest {};

TEST_F(PipelineTest, TakesThePrimaryPlane) {
    fake_.add_card("/dev/dri/card2", fakes::virtio_gpu());
    const Screen screen(faulty_, "/dev/dri/card2");
    EXPECT_TRUE(screen.pipeline.plane.supports(format_xrgb8888));
    EXPECT_FALSE(screen.pipeline.plane.supports(format_rgb565));
    EXPECT_EQ(screen.pipeline.connector.id, screen.connector.id);
    EXPECT_EQ(screen.pipeline.crtc.index, 0U);
}

TEST_F(PipelineTest, KnowsWhetherTheDriverTakesDamage) {
    EXPECT_TRUE(Screen(faulty_, sink_path).pipeline.plane.fb_damage_clips);
    EXPECT_FALSE(Screen(faulty_, source_path).pipeline.plane.fb_damage_clips);
}

TEST_F(PipelineTest, KnowsHowThePanelIsBuiltIn) {
    EXPECT_EQ(Screen(faulty_, sink_path).pipeline.connector.orientation, PanelOrientation::normal)
        << "where none is said";
    fakes::Personality panel = fakes::udl();
    const std::pair<const char*, PanelOrientation> orientations[] = {
        {"Normal", PanelOrientation::normal},
        {"Upside Down", PanelOrientation::upside_down},
        {"Left Side Up", PanelOrientation::left_side_up},
        {"Right Side Up", PanelOrientation::right_side_up}};
    int number = 2;
    for (const auto& [name, orientation] : orientations) {
        const std::string path = fmt::format("/dev/dri/card{}", number++);
        panel.panel_orientation = name;
        fake_.add_card(path, panel);
        EXPECT_EQ(Screen(faulty_, path).pipeline.connector.orientation, orientation) << name;
        EXPECT_EQ(Screen(faulty_, path, Atomic::unused).pipeline.connector.orientation, orientation) << name;
    }
}

TEST_F(PipelineTest, KnowsWhetherAtomicRequestsCanUseIt) {
    EXPECT_TRUE(Screen(faulty_, sink_path).pipeline.is_atomic);
    const Pipeline legacy = Screen(faulty_, sink_path, Atomic::unused).pipeline;
    EXPECT_FALSE(legacy.is_atomic);
    EXPECT_NE(legacy.crtc.id, 0U);
    EXPECT_NE(legacy.connector.id, 0U);
    EXPECT_TRUE(legacy.plane.supports(format_xrgb8888));
}

TEST_F(PipelineTest, DoesNotExistWithoutAnEncoder) {
    const auto device = Device::open(faulty_, sink_path);
    ConnectorInfo connector = device->get_connector(device->resources().connector_ids.at(0), true).value();
    connector.encoder_ids.clear();
    const auto pipeline = find_pipeline(*device, connector);
    ASSERT_FALSE(pipeline);
    EXPECT_EQ(pipeline.error().value(), ENOENT);
}

TEST_F(PipelineTest, SaysWhoTheDisplayIs) {
    const auto device = Device::open(faulty_, sink_path);
    const std::uint32_t id = device->resources().connector_ids.at(0);
    EXPECT_EQ(connector_edid(*device, device->get_connector(id, true).value()).value(),
              (Edid{"DLX", "Fake DisplayL", "U100"}));
    fake_.set_connected(sink_path, false);
    EXPECT_EQ(connector_edid(*device, device->get_connector(id, true).value()).value(), Edid{});
}

// A board with the connectors VGA-1 and HDMI-A-1, on which others have shown something. The display is that on VGA-1.
class PipelineOnABoard : public KmsTest {
protected:
    static constexpr const char* path = "/dev/dri/card2";
    static constexpr std::uint32_t vga = 0, hdmi = 1;

    void add_board(std::uint32_t crtcs) {
        fakes::Personality card = fakes::pl111();
        card.crtcs = crtcs;
        card.more_connectors = {
            {"HDMI-A-1", ConnectorStatus::connected, {fakes::make_mode(fakes::preferred_size, true)}}};
        fake_.add_card(path, card);
    }
    // The number of the CRTC that shows the picture in the end, and that HDMI is on: 0 = none.
    struct Crtcs {
        std::uint32_t vga = 0;
        std::uint32_t hdmi = 0;
        bool operator==(const Crtcs&) const = default;
    };
    [[nodiscard]] Crtcs show() {
        const Screen screen(faulty_, path, Atomic::required, "VGA-1");
        const SharedBuffer buffer(*screen.device, screen.size(), format_xrgb8888);
        buffer.fill(0x123456);
        const auto framebuffer = create_framebuffer(*screen.device, buffer.memory.framebuffer_info()).value();
        EXPECT_FALSE(screen.show(framebuffer));
        EXPECT_EQ(fake_.shown_picture(path).at(0, 0), 0x123456U);
        const auto number_of = [&](std::uint32_t connector) {
            const CardResources& resources = screen.device->resources();
            const std::uint32_t id = connector_crtc(*screen.device, resources.connector_ids.at(connector));
            return id == 0 ? 0 : id - resources.crtc_ids.front() + 1;
        };
        return {number_of(vga), number_of(hdmi)};
    }
};

TEST_F(PipelineOnABoard, StaysOnACrtcThatTheConnectorHasForItself) {
    add_board(2);
    fake_.leave_route(path, vga, 1);
    EXPECT_EQ(show(), (Crtcs{2, 0}));
}

TEST_F(PipelineOnABoard, TakesAFreeCrtcRatherThanOneThatIsInUse) {
    add_board(2);
    fake_.leave_route(path, hdmi, 0);
    EXPECT_EQ(show(), (Crtcs{2, 1}));
}

TEST_F(PipelineOnABoard, TakesAFreeCrtcRatherThanOneThatTheConnectorShares) {
    add_board(2);
    fake_.leave_route(path, vga, 0);
    fake_.leave_route(path, hdmi, 0);
    EXPECT_EQ(show(), (Crtcs{2, 1}));
}

TEST_F(PipelineOnABoard, TakesOthersOffTheOnlyCrtc) {
    add_board(1);
    fake_.leave_route(path, hdmi, 0);
    EXPECT_EQ(show(), (Crtcs{1, 0}));
    add_board(1);
    fake_.leave_route(path, vga, 0);
    fake_.leave_route(path, hdmi, 0);
    EXPECT_EQ(show(), (Crtcs{1, 0}));
}

TEST_F(PipelineOnABoard, TakesACrtcOnlyThatIsPossible) {
    fakes::Personality card = fakes::pl111();
    card.crtcs = 2;
    card.possible_crtcs = 0b10;
    fake_.add_card(path, card);
    EXPECT_EQ(Screen(faulty_, path).pipeline.crtc.index, 1U);
}

}  // namespace
}  // namespace kmsmirror::kms
