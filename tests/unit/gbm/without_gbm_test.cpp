// SPDX-License-Identifier: MIT
#include <gmock/gmock.h>

#include "config/load.h"
#include "kms/libdrm_api.h"
#include "tests/unit/config/temp_roots.h"

namespace kmsmirror {

namespace {

TEST(ABuildWithoutGbm, RefusesGbmAsTheAllocatorAndSaysWhy) {
    const config::TempRoots roots;
    roots.write("etc/kmsmirror.conf", "[Source]\nBuffers=2\nAllocator=gbm\n");
    const config::Loaded loaded = config::load(roots.all());
    ASSERT_EQ(loaded.messages.size(), 1U);
    EXPECT_EQ(config::described(loaded.messages.front()),
              roots.path("etc/kmsmirror.conf") +
                  ":3: Allocator=\"gbm\": the value must be dumb, because this build has"
                  " no libgbm; the file is ignored");
    EXPECT_TRUE(loaded.is_refused());
    EXPECT_EQ(loaded.config, config::Config());
}

TEST(ABuildWithoutGbm, TakesDumbAsTheAllocator) {
    const config::TempRoots roots;
    roots.write("etc/kmsmirror.conf", "[Source]\nBuffers=2\nAllocator=dumb\n");
    const config::Loaded loaded = config::load(roots.all());
    EXPECT_THAT(loaded.messages, testing::IsEmpty());
    EXPECT_EQ(loaded.config.source.buffers, 2U);
}

TEST(ABuildWithoutGbm, HasNoBuffers) {
    kms::LibdrmApi api;
    const auto buffer = api.create_gbm_buffer(-1, 64, 64, 1);
    ASSERT_FALSE(buffer);
    EXPECT_EQ(buffer.error(), std::errc::not_supported);
    api.destroy_gbm_buffer(-1, 1);  // nothing is there to destroy
}

}  // namespace

}  // namespace kmsmirror
