// SPDX-License-Identifier: MIT
#include "kms/buffer_allocator.h"
#include "kms/edid.h"
#include "kms_test.h"

namespace kmsmirror::kms {
namespace {

using fakes::Call;
using fakes::Screen;
using fakes::SharedBuffer;

// Every call of DrmApi fails here once: what it was is said, and nothing is left behind.
class CallFailure : public KmsTest {
protected:
    template <class T>
    void expect(const CallResult<T>& result, std::string_view call, int error) {
        ASSERT_FALSE(result);
        EXPECT_EQ(result.error().call, call);
        EXPECT_EQ(result.error().error.value(), error);
    }
};

class DeviceOpening : public CallFailure, public testing::WithParamInterface<Call> {};

TEST_P(DeviceOpening, ThrowsTheErrorOfTheCallThatFailed) {
    faulty_.fail(GetParam(), 1, ENODEV);
    try {
        const auto device = Device::open(faulty_, sink_path);
        FAIL() << "opened";
    } catch (const std::system_error& error) {
        EXPECT_EQ(error.code().value(), ENODEV);
        EXPECT_NE(std::string(error.what()).find(sink_path), std::string::npos);
    }
}
INSTANTIATE_TEST_SUITE_P(Calls, DeviceOpening,
                         testing::Values(Call::open_card, Call::get_driver_name, Call::set_client_cap,
                                         Call::get_resources));

TEST_F(CallFailure, OfAtomicModeSettingSaysSoWhereItIsRequired) {
    fake_.add_card("/dev/dri/card2", fakes::legacy());
    EXPECT_TRUE(Device::open(faulty_, "/dev/dri/card2", Atomic::if_possible));
    try {
        const auto device = Device::open(faulty_, "/dev/dri/card2");
        FAIL() << "opened";
    } catch (const std::system_error& error) {
        EXPECT_EQ(error.code().value(), EOPNOTSUPP);
        EXPECT_NE(std::string(error.what()).find("no atomic mode setting"), std::string::npos);
    }
}

TEST_F(CallFailure, OfGetCapMeansNoBufferSharing) {
    faulty_.fail(Call::get_cap, 1, EINVAL);
    const auto device = Device::open(faulty_, sink_path);
    EXPECT_FALSE(device->can_import());
    EXPECT_FALSE(device->can_export());
}

class PipelineSearch : public CallFailure, public testing::WithParamInterface<Call> {};

TEST_P(PipelineSearch, ReturnsTheErrorOfTheCallThatFailed) {
    const auto device = Device::open(faulty_, sink_path);
    const auto connector = device->get_connector(device->resources().connector_ids.at(0), true).value();
    faulty_.fail(GetParam(), 1, EIO, fakes::FaultyDrm::always);
    const auto pipeline = find_pipeline(*device, connector);
    ASSERT_FALSE(pipeline);
    EXPECT_EQ(pipeline.error().value(), EIO);
}
INSTANTIATE_TEST_SUITE_P(Calls, PipelineSearch,
                         testing::Values(Call::get_encoder, Call::get_planes, Call::get_plane, Call::get_properties));

TEST_F(CallFailure, OfAnObjectIsReturned) {
    const auto device = Device::open(faulty_, sink_path);
    const auto connector = device->get_connector(device->resources().connector_ids.at(0), true).value();
    faulty_.fail(Call::get_connector, 1, EIO);
    EXPECT_EQ(device->get_connector(connector.id, true).error().value(), EIO);
    faulty_.fail(Call::get_properties, 1, EIO);
    EXPECT_EQ(connector_edid(*device, connector).error().value(), EIO);
    faulty_.fail(Call::get_blob, 1, ENOENT);
    EXPECT_EQ(connector_edid(*device, connector).error().value(), ENOENT);
    faulty_.fail(Call::set_master, 1, EBUSY);
    EXPECT_EQ(device->become_master().value(), EBUSY);
    faulty_.fail(Call::drop_master, 1, EINVAL);
    EXPECT_EQ(device->drop_master().value(), EINVAL);
    faulty_.fail(Call::read_events, 1, EIO);
    EXPECT_EQ(device->read_events().error().value(), EIO);
    faulty_.fail(Call::create_blob, 1, ENOMEM);
    expect(create_blob(*device, std::array<std::byte, 1>{}), "CREATEPROPBLOB", ENOMEM);
}

TEST_F(CallFailure, OfABufferNamesTheCall) {
    const auto device = Device::open(faulty_, source_path);
    const SharedBuffer buffer(*device, {64, 64}, format_xrgb8888);
    expect(DumbBuffer::create(*device, {64, 64}, fourcc('N', 'V', '1', '2')), "CREATE_DUMB", EINVAL);
    faulty_.fail(Call::map_dumb, 1, ENOMEM);
    expect(buffer.memory.map(), "MAP_DUMB", ENOMEM);
    faulty_.fail(Call::map, 1, EPERM);
    expect(buffer.memory.map(), "MMAP", EPERM);
    faulty_.fail(Call::map, 1, EACCES);
    expect(buffer.dma_buf.map(faulty_, true), "MMAP", EACCES);
    faulty_.fail(Call::sync_dma_buf, 1, EIO);
    expect(CpuAccess::begin(faulty_, buffer.dma_buf, CpuAccess::Mode::read), "DMA_BUF_SYNC", EIO);
}

TEST_F(CallFailure, OfAnAllocationLeavesNothingBehind) {
    const auto device = Device::open(faulty_, source_path);
    DumbAllocator dumb(*device);
    faulty_.fail(Call::create_dumb, 1, ENOMEM);
    expect(dumb.allocate({64, 64}, format_xrgb8888), "CREATE_DUMB", ENOMEM);
    faulty_.fail(Call::prime_handle_to_fd, 1, ENOSYS);
    expect(dumb.allocate({64, 64}, format_xrgb8888), "PRIME_HANDLE_TO_FD", ENOSYS);
    faulty_.fail(Call::add_framebuffer, 1, EINVAL);
    expect(dumb.allocate({64, 64}, format_xrgb8888), "ADDFB2", EINVAL);
    GbmAllocator gbm(*device);
    faulty_.fail(Call::create_gbm_buffer, 1, ENOTSUP);
    expect(gbm.allocate({64, 64}, format_xrgb8888), "GBM_BO_CREATE", ENOTSUP);
    faulty_.fail(Call::add_framebuffer, 1, EINVAL);
    expect(gbm.allocate({64, 64}, format_xrgb8888), "ADDFB2", EINVAL);
}

TEST_F(CallFailure, OfLegacyModeSettingIsReturned) {
    const Screen screen(faulty_, sink_path, Atomic::unused);
    const SharedBuffer buffer(*screen.device, screen.size(), format_xrgb8888);
    const auto framebuffer = create_framebuffer(*screen.device, buffer.memory.framebuffer_info()).value();
    const int fd = screen.device->fd();
    faulty_.fail(Call::set_crtc, 1, ENOMEM);
    EXPECT_EQ(faulty_.set_crtc(fd, {}).value(), ENOMEM);
    faulty_.fail(Call::page_flip, 1, EBUSY);
    EXPECT_EQ(faulty_.page_flip(fd, screen.pipeline.crtc.id, framebuffer.id(), 1).value(), EBUSY);
    faulty_.fail(Call::dirty_framebuffer, 1, ENOSYS);
    expect(mark_dirty(*screen.device, framebuffer, {}), "DIRTYFB", ENOSYS);
}

TEST_F(CallFailure, OfAnImportLeavesNoHandleBehind) {
    const auto source = Device::open(faulty_, source_path);
    const auto sink = Device::open(faulty_, sink_path);
    const Size size{640, 480};
    const SharedBuffer buffer(*source, size, format_xrgb8888);
    faulty_.fail(Call::prime_fd_to_handle, 1, ENOSYS);
    expect(import_framebuffer(*sink, buffer.dma_buf, size, 0, format_xrgb8888), "PRIME_FD_TO_HANDLE", ENOSYS);
    faulty_.fail(Call::add_framebuffer, 1, EINVAL);
    expect(import_framebuffer(*sink, buffer.dma_buf, size, 0, format_xrgb8888), "ADDFB2", EINVAL);
    EXPECT_EQ(calls(Call::close_gem_handle), 1U);
    expect(import_framebuffer(*sink, buffer.dma_buf, size, 4, format_xrgb8888), "ADDFB2", EINVAL);
    BufferLayout tiled = buffer.dma_buf.layout();
    tiled.modifier = 1;
    expect(import_framebuffer(*sink, DmaBuf(UniqueFd(), tiled), size, 0, format_xrgb8888), "ADDFB2", EINVAL);
}

TEST_F(CallFailure, OfFreeingIsIgnored) {
    Screen screen(faulty_, source_path);
    faulty_.fail(Call::destroy_blob, 1, ENODEV);
    faulty_.fail(Call::destroy_dumb, 1, ENODEV);
    faulty_.fail(Call::remove_framebuffer, 1, ENODEV);
    {
        const SharedBuffer buffer(*screen.device, {64, 64}, format_xrgb8888);
        EXPECT_TRUE(create_framebuffer(*screen.device, buffer.memory.framebuffer_info()));
        screen.mode_blob = {};
    }
    EXPECT_EQ(calls(Call::destroy_blob) + calls(Call::destroy_dumb) + calls(Call::remove_framebuffer), 3U);
    fake_.unplug(source_path);  // what was not freed is no leak then
}

}  // namespace
}  // namespace kmsmirror::kms
