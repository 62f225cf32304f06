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
