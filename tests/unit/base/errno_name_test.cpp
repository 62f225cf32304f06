// SPDX-License-Identifier: MIT
#include "base/errno_name.h"

#include <gtest/gtest.h>

#include "base/result.h"

namespace kmsmirror {
namespace {

TEST(ErrnoName, NamesWhatTheKernelSays) {
    EXPECT_EQ(errno_name(errno_error(ENOMEM)), "ENOMEM");
    EXPECT_EQ(errno_name(errno_error(512)), "errno 512");
}

}  // namespace
}  // namespace kmsmirror
