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

}  // namespace
}  // namespace kmsmirror::kms
