// SPDX-License-Identifier: MIT
// What kmsmirrorsink does with one frame after the other, against a daemon without a display on a private bus.
#include "gstreamer/presenter.h"

#include <gmock/gmock.h>

#include <cstdlib>

#include "tests/bus/private_bus.h"
#include "tests/unit/tools/fake_daemon.h"

namespace kmsmirror::gstreamer {
namespace {

class APresenter : public testing::Test {
protected:
    APresenter() {
        gst_init(nullptr, nullptr);
        ::setenv("DBUS_SESSION_BUS_ADDRESS", bus.address().c_str(), 1);
        gst_video_info_set_format(&info, GST_VIDEO_FORMAT_BGRx, 160, 100);
    }

    Outcome show(Presenter& presenter, guint8 value) const {
        GstBuffer* buffer = gst_buffer_new_allocate(nullptr, info.size, nullptr);
        gst_buffer_memset(buffer, 0, value, info.size);
        const Outcome outcome = presenter.show(buffer);
        gst_buffer_unref(buffer);
        return outcome;
    }

    test::PrivateBus bus;
    test::FakeDaemon daemon{bus.address(), {160, 100}};
    GstVideoInfo info{};
};

TEST_F(APresenter, ShowsAllThatChangedInAFrameThatWasInterruptedAtFirst) {
    auto display = std::make_shared<Display>(DisplayChoice{"", true, false});
    ASSERT_EQ(display->open(5000), 0);
    {
        Presenter presenter(std::move(display), Damage::difference);
        ASSERT_TRUE(presenter.set_format(info));
        // until no buffer is new, so that none gets the whole picture for that
        for (int i = 0; i < 4; ++i)
            EXPECT_EQ(show(presenter, 0x11), Outcome::shown);
        presenter.interrupt(true);
        EXPECT_EQ(show(presenter, 0x22), Outcome::interrupted);
        presenter.interrupt(false);
        EXPECT_EQ(show(presenter, 0x22), Outcome::shown);
        presenter.interrupt(true);
        EXPECT_EQ(show(presenter, 0x33), Outcome::interrupted);
        EXPECT_EQ(show(presenter, 0x33), Outcome::interrupted);
        presenter.interrupt(false);
        EXPECT_EQ(show(presenter, 0x33), Outcome::shown);
    }
    daemon.stop();
    EXPECT_THAT(daemon.picture(), testing::Each(std::byte{0x33}));
}

}  // namespace
}  // namespace kmsmirror::gstreamer
