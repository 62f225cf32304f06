// SPDX-License-Identifier: MIT
#include "kms/pipeline.h"

#include "kms/edid.h"
#include "kms_test.h"

namespace kmsmirror::kms {
namespace {

using fakes::Call;
using fakes::Screen;

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

}  // namespace
}  // namespace kmsmirror::kms
