// SPDX-License-Identifier: MIT
#include "mirror/error_class.h"

#include <gtest/gtest.h>

#include <cerrno>

#include "base/result.h"

namespace kmsmirror::mirror {
namespace {

ErrorClass classified(int errno_value, ExporterMapping mapping = ExporterMapping::at_allocation) {
    return classify({"ATOMIC", errno_error(errno_value)}, mapping);
}

TEST(Classify, TakesMissingSupportForPermanent) {
    for (const int error : {EOPNOTSUPP, EINVAL, ENOSYS, EIO, ENOSPC, ERANGE})
        EXPECT_EQ(classified(error), ErrorClass::permanent) << error;
}

TEST(Classify, TellsAMissingMappingFromShortMemoryByTheExporter) {
    EXPECT_EQ(classified(ENOMEM, ExporterMapping::at_allocation), ErrorClass::permanent);
    EXPECT_EQ(classified(ENOMEM, ExporterMapping::on_demand), ErrorClass::pressure);
}

TEST(Classify, KnowsBusyGoneAndForeignCards) {
    for (const int error : {EBUSY, EINTR, EAGAIN})
        EXPECT_EQ(classified(error), ErrorClass::busy) << error;
    EXPECT_EQ(classified(ENODEV), ErrorClass::gone);
    EXPECT_EQ(classified(EACCES), ErrorClass::no_master);
    EXPECT_EQ(classified(EPERM), ErrorClass::no_master);
}

TEST(Classify, TakesAnImportThatIsNotSupportedForNoUnplug) {
    EXPECT_EQ(classify({"PRIME_FD_TO_HANDLE", errno_error(ENODEV)}, ExporterMapping::at_allocation),
              ErrorClass::permanent);
}

TEST(Classify, TakesMemoryThatCannotBeReadForNoUnplugAndNoOtherMaster) {
    for (const int error : {ENODEV, ENXIO, EACCES, EPERM})
        EXPECT_EQ(classify({"DMA_BUF_SYNC", errno_error(error)}), ErrorClass::permanent) << error;
}

TEST(UnreadableMemory, IsSuspectedOnlyInACommitThatFailsAsMappingsDo) {
    for (const int error : {ENOMEM, EOPNOTSUPP, EINVAL, ENOSYS, EIO})
        EXPECT_TRUE(may_be_unreadable_memory({"ATOMIC", errno_error(error)})) << error;
    for (const int error : {ETIMEDOUT, ERANGE, ENODEV, EBUSY, EACCES})
        EXPECT_FALSE(may_be_unreadable_memory({"ATOMIC", errno_error(error)})) << error;
    EXPECT_FALSE(may_be_unreadable_memory({"ADDFB2", errno_error(EINVAL)}));
    EXPECT_FALSE(may_be_unreadable_memory({"PRIME_FD_TO_HANDLE", errno_error(ENOSYS)}));
}

TEST(ExporterMapping, KnowsDriversThatMapOnDemand) {
    EXPECT_EQ(exporter_mapping("virtio_gpu"), ExporterMapping::on_demand);
    EXPECT_EQ(exporter_mapping("pl111"), ExporterMapping::at_allocation);
    EXPECT_EQ(exporter_mapping("rockchip"), ExporterMapping::at_allocation);
    EXPECT_EQ(exporter_mapping("some-new-soc"), ExporterMapping::at_allocation);
}

}  // namespace
}  // namespace kmsmirror::mirror
