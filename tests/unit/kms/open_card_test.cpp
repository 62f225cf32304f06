// SPDX-License-Identifier: MIT
#include "kms/open_card.h"

#include <fcntl.h>

#include "kms_test.h"

namespace kmsmirror::kms {
namespace {

using fakes::Call;
using fakes::FaultyDrm;
using fakes::Screen;
using fakes::SharedBuffer;

// Cards that are kept open beyond the life of the process.
class OpenCardTest : public KmsTest {
protected:
    OpenCardTest() { fake_.keep_cards(); }

    // The process ends with what it has left on the card, and the next one begins.
    void die_with(std::unique_ptr<Device> device) {
        fake_.leave_pictures(true);
        device.reset();
        fake_.leave_pictures(false);
    }
};

TEST_F(OpenCardTest, IsLetGoOfWhenTheDeviceCannotBeMade) {
    for (const Call call : {Call::get_driver_name, Call::set_client_cap, Call::get_resources}) {
        faulty_.fail(call, 1, EIO);
        EXPECT_THROW(static_cast<void>(Device::open(faulty_, sink_path)), std::system_error);
        EXPECT_TRUE(fake_.leaks().empty()) << "kept for nobody";
    }
    EXPECT_EQ(calls(Call::close_card), 3U);
    EXPECT_FALSE(Device::open(faulty_, sink_path)->become_master());
}

TEST_F(OpenCardTest, IsFreeForOthersAfterARefusal) {
    fake_.add_card("/dev/dri/card2", fakes::legacy());
    EXPECT_THROW(static_cast<void>(Device::open(faulty_, "/dev/dri/card2", Atomic::required)), std::system_error);
    EXPECT_FALSE(Device::open(faulty_, "/dev/dri/card2", Atomic::if_possible)->become_master());
}

TEST_F(OpenCardTest, GivesItsMasterUpWhileSomebodyStillHasAnFdOfIt) {
    auto device = Device::open(faulty_, sink_path);
    const UniqueFd keeper(::fcntl(device->fd(), F_DUPFD_CLOEXEC, 0));
    device.reset();
    EXPECT_FALSE(Device::open(faulty_, sink_path)->become_master());
}

TEST_F(OpenCardTest, IsStillMasterWhereAPictureWasLeft) {
    die_with(Device::open(faulty_, sink_path));
    faulty_.fail(Call::set_master, 1, EACCES, FaultyDrm::always);
    const Screen screen(faulty_, sink_path);
    const SharedBuffer buffer(*screen.device, screen.size(), format_xrgb8888);
    const auto framebuffer = create_framebuffer(*screen.device, buffer.memory.framebuffer_info()).value();
    EXPECT_FALSE(screen.show(framebuffer));
}

TEST_F(OpenCardTest, ClosesTheHandlesThatAKilledProcessHasLeft) {
    fake_.set_memory_limit(source_path, std::uint64_t{64 * 64 * 4} * 3);
    auto device = Device::open(faulty_, source_path);
    std::array<std::uint32_t, 3> handles{};
    for (std::uint32_t& handle : handles)
        handle = faulty_.create_dumb(device->fd(), 64, 64, 32).value().handle;
    ASSERT_FALSE(faulty_.close_gem_handle(device->fd(), handles[0])) << "so that the numbers have a gap";
    die_with(std::move(device));

    device = Device::open(faulty_, source_path);
    for (std::size_t count = 0; count < 3; ++count)
        EXPECT_EQ(faulty_.create_dumb(device->fd(), 64, 64, 32).value().handle, handles.at(count))
            << "all the memory is there again";
    for (const std::uint32_t handle : handles)
        EXPECT_FALSE(faulty_.close_gem_handle(device->fd(), handle));
}

TEST_F(OpenCardTest, LooksForHandlesOnlyWhereAnotherProcessWas) {
    const auto device = Device::open(faulty_, source_path);
    EXPECT_EQ(calls(Call::close_gem_handle), 0U);
}

TEST_F(OpenCardTest, LooksForNoMoreHandlesWhenTheCardIsGone) {
    die_with(Device::open(faulty_, source_path));
    faulty_.fail(Call::close_gem_handle, 1, ENODEV, FaultyDrm::always);
    EXPECT_TRUE(Device::open(faulty_, source_path));
    EXPECT_EQ(calls(Call::close_gem_handle), 1U);
}

}  // namespace
}  // namespace kmsmirror::kms
