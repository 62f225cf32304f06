// SPDX-License-Identifier: MIT
#include "base/text.h"

#include <gtest/gtest.h>

namespace kmsmirror {
namespace {

TEST(Printable, KeepsAsciiAndHidesTheRest) {
    EXPECT_EQ(printable("DEL U2412 ~"), "DEL U2412 ~");
    EXPECT_EQ(printable("a\n\xff\x7f\xc3\xa9"), "a?????");
}

}  // namespace
}  // namespace kmsmirror
