// SPDX-License-Identifier: MIT
#include "ctl/model/names.h"

#include <gmock/gmock.h>

#include "ctl/exit_code.h"

namespace kmsmirror::ctl {
namespace {

Status three_sinks() {
    Status status;
    status.sources.resize(1);
    status.sources[0].id = "lcd:HDMI-A-1";
    status.sources[0].connector = "HDMI-A-1";
    status.sinks.resize(3);
    status.sinks[0].id = "usb-0:1:1.0";
    status.sinks[0].connector = "USB-1";
    status.sinks[0].model = "Panel 7";
    status.sinks[1].id = "usb-0:1:1.0:second";
    status.sinks[1].connector = "USB-10";
    status.sinks[1].model = "Panel 9";
    status.sinks[2].id = "usb-0:3:1.0";
    status.sinks[2].connector = "DVI-I-1";
    return status;
}

std::string what_comes_of(const std::string& name) {
    try {
        return "found " + find_sink(three_sinks(), name).id;
    } catch (const Failure& failure) {
        EXPECT_EQ(failure.code(), ExitCode::failed);
        return failure.what();
    }
}

TEST(Names, AreIdConnectorOrModel) {
    const Status status = three_sinks();
    EXPECT_EQ(&find_sink(status, "usb-0:3:1.0"), &status.sinks[2]);
    EXPECT_EQ(&find_sink(status, "DVI-I-1"), &status.sinks[2]);
    EXPECT_EQ(&find_sink(status, "panel 9"), &status.sinks[1]);
    EXPECT_EQ(&find_source(status, "hdmi-a-1"), &status.sources[0]);
}

TEST(Names, MayBeShortened) {
    const Status status = three_sinks();
    EXPECT_EQ(&find_sink(status, "dvi"), &status.sinks[2]);
    EXPECT_EQ(&find_sink(status, "usb-0:3"), &status.sinks[2]);
}

TEST(Names, CountAsAWholeFirst) {
    const Status status = three_sinks();
    EXPECT_EQ(&find_sink(status, "USB-1"), &status.sinks[0]) << "though USB-10 begins with it";
    EXPECT_EQ(&find_sink(status, "usb-0:1:1.0"), &status.sinks[0]);
}

TEST(Names, OfSeveralAreRefused) {
    EXPECT_EQ(what_comes_of("Panel"),
              "Panel: several are meant by that:\n"
              "  usb-0:1:1.0 (USB-1, Panel 7)\n"
              "  usb-0:1:1.0:second (USB-10, Panel 9)");
}

TEST(Names, OfNoneAreRefused) {
    EXPECT_EQ(what_comes_of("VGA\x1b"),
              "VGA?: no such sink; there is:\n"
              "  usb-0:1:1.0 (USB-1, Panel 7)\n"
              "  usb-0:1:1.0:second (USB-10, Panel 9)\n"
              "  usb-0:3:1.0 (DVI-I-1)");
    EXPECT_THAT(what_comes_of(""), testing::StartsWith("\"\": no such sink")) << "of a variable that is not set";
    EXPECT_THROW((void)find_source(Status{}, "a"), Failure);
}

TEST(Names, OfSinksAndSourcesAreLookedForTogether) {
    const Status status = three_sinks();
    EXPECT_EQ(find_source_or_sink(status, "HDMI").source, &status.sources[0]);
    EXPECT_EQ(find_source_or_sink(status, "DVI").sink, &status.sinks[2]);
}

TEST(Names, NoneMeanAllSinks) {
    const Status status = three_sinks();
    EXPECT_EQ(find_sinks(status, {}).size(), 3U);
    EXPECT_THAT(find_sinks(status, {"DVI", "Panel 7"}), testing::ElementsAre(&status.sinks[2], &status.sinks[0]));
}

}  // namespace
}  // namespace kmsmirror::ctl
