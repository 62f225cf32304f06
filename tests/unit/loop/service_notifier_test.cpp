// SPDX-License-Identifier: MIT
#include "loop/service_notifier.h"

#include <gmock/gmock.h>

#include <cstdlib>
#include <string>

#include "tests/fakes/service_manager.h"

namespace kmsmirror::loop {
namespace {

using testing::MatchesRegex;

class ServiceNotifierTest : public testing::Test {
protected:
    [[nodiscard]] std::string received() const { return manager_.told(); }

    fakes::ServiceManager manager_;
    ServiceNotifier notifier_;
};

TEST_F(ServiceNotifierTest, SaysWhenItIsReady) {
    notifier_.ready("2 sinks");
    EXPECT_EQ(received(), "READY=1\nSTATUS=2 sinks");
}

TEST_F(ServiceNotifierTest, SaysAStatusOnce) {
    notifier_.ready("2 sinks");
    EXPECT_NE(received(), "");
    notifier_.status("2 sinks");
    EXPECT_EQ(received(), "");
    notifier_.status("1 sink");
    EXPECT_EQ(received(), "STATUS=1 sink");
}

TEST_F(ServiceNotifierTest, SaysWhenItReloadsAndStops) {
    notifier_.reloading();
    EXPECT_THAT(received(), MatchesRegex("RELOADING=1\nMONOTONIC_USEC=[0-9]+"));
    notifier_.stopping();
    EXPECT_EQ(received(), "STOPPING=1");
}

}  // namespace
}  // namespace kmsmirror::loop
