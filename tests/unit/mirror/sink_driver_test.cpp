// SPDX-License-Identifier: MIT
#include "mirror/sink_driver.h"

#include <gtest/gtest.h>

namespace kmsmirror::mirror {
namespace {

TEST(SinkDriver, OnlyAnOldGudFailsSilently) {
    EXPECT_TRUE(fails_silently("gud", parse_kernel_version("6.1.0-50-amd64")));
    EXPECT_FALSE(fails_silently("gud", parse_kernel_version("6.12.95+deb12-armmp")));
    EXPECT_FALSE(fails_silently("udl", parse_kernel_version("6.1.0-50-amd64")));
}

TEST(SinkDriver, KnowsWhatDriversOfSmallPanelsDo) {
    for (const char* panel : {"panel-mipi-dbi", "ili9341", "st7735r"}) {
        EXPECT_TRUE(ignores_pitch_of_rgb565(panel)) << panel;
        EXPECT_TRUE(unmaps_when_gone(panel)) << panel;
    }
    EXPECT_TRUE(unmaps_when_gone("repaper"));
    EXPECT_FALSE(ignores_pitch_of_rgb565("repaper")) << "it has no RGB565";
    for (const char* other : {"udl", "gud", "ssd130x"}) {
        EXPECT_FALSE(ignores_pitch_of_rgb565(other)) << other;
        EXPECT_FALSE(unmaps_when_gone(other)) << other;
    }
}

TEST(SinkDriver, KnowsExportersWhoseBuffersAreAlwaysMapped) {
    EXPECT_TRUE(always_maps("pl111"));
    EXPECT_FALSE(always_maps("virtio_gpu"));
    EXPECT_FALSE(always_maps("rockchip"));
}

TEST(KernelVersion, IsReadFromARelease) {
    EXPECT_EQ(parse_kernel_version("5.10"), (KernelVersion{5, 10}));
    EXPECT_EQ(parse_kernel_version("7.2.13-own"), (KernelVersion{7, 2}));
    EXPECT_EQ(parse_kernel_version("7"), KernelVersion{});
    EXPECT_EQ(parse_kernel_version("x.y"), KernelVersion{});
    EXPECT_GT(running_kernel(), (KernelVersion{2, 6}));
}

}  // namespace
}  // namespace kmsmirror::mirror
