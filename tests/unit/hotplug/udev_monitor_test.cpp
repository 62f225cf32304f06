// SPDX-License-Identifier: MIT
#include "hotplug/udev_monitor.h"

#include <gtest/gtest.h>

#include <set>

namespace kmsmirror::hotplug {
namespace {

// On whatever machine the test runs; the board tests plug displays.
TEST(UdevMonitor, ReportsEachCardThatIsThereOnce) {
    loop::EventLoop loop;
    std::set<std::string> nodes;
    UdevMonitor monitor(loop, [&](const CardEvent& event) {
        EXPECT_EQ(event.kind, CardEvent::Kind::added);
        EXPECT_EQ(event.card.device_path.rfind("/dev/dri/card", 0), 0U);
        EXPECT_TRUE(nodes.insert(event.card.device_path).second);
    });
    monitor.start();
}

}  // namespace
}  // namespace kmsmirror::hotplug
