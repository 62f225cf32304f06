// SPDX-License-Identifier: MIT
#include <gmock/gmock.h>

#include "config/keys.h"
#include "config/load.h"
#include "kms/libdrm_api.h"
#include "tests/unit/config/temp_roots.h"

namespace kmsmirror {

namespace {

TEST(ABuildWithGbm, TakesGbmAsTheAllocator) {
    const config::TempRoots roots;
    roots.write("etc/kmsmirror.conf", "[Source]\nBuffers=2\nAllocator=gbm\n");
    const config::Loaded loaded = config::load(roots.all());
    EXPECT_THAT(loaded.messages, testing::IsEmpty());
    EXPECT_EQ(loaded.config.source.buffers, 2U);
    EXPECT_EQ(loaded.config.source.allocator, config::Allocator::gbm);
    EXPECT_EQ(config::find_key("Source", "Allocator")->text(loaded.config), "gbm");
}

TEST(ABuildWithGbm, SaysWhyThereIsNoBuffer) {
    kms::LibdrmApi api;
    const auto buffer = api.create_gbm_buffer(-1, 64, 64, 1);
    ASSERT_FALSE(buffer);
    EXPECT_NE(buffer.error().value(), 0);
    api.destroy_gbm_buffer(-1, 1);  // nothing is there to destroy
}

}  // namespace

}  // namespace kmsmirror
