// SPDX-License-Identifier: MIT
#include "mirror/viewport.h"

#include <gtest/gtest.h>

namespace kmsmirror::mirror {
namespace {

TEST(CentredViewport, ShowsAllOfASourceOfTheSameSize) {
    const Viewport viewport = centred_viewport({1024, 768}, {1024, 768});
    EXPECT_EQ(viewport, (Viewport{{0, 0, 1024, 768}, 0, 0}));
    EXPECT_TRUE(viewport.covers({1024, 768}));
}

TEST(CentredViewport, CutsALargerSourceOnAllSides) {
    const Viewport viewport = centred_viewport({1024, 768}, {800, 600});
    EXPECT_EQ(viewport, (Viewport{{112, 84, 912, 684}, 0, 0}));
    EXPECT_TRUE(viewport.covers({800, 600}));
    EXPECT_EQ(viewport.dx(), -112);
    EXPECT_EQ(viewport.dy(), -84);
}

TEST(CentredViewport, LeavesABorderAroundASmallerSource) {
    const Viewport viewport = centred_viewport({800, 600}, {1024, 768});
    EXPECT_EQ(viewport, (Viewport{{0, 0, 800, 600}, 112, 84}));
    EXPECT_FALSE(viewport.covers({1024, 768}));
}

TEST(CentredViewport, CutsOneWayAndLeavesABorderTheOther) {
    const Viewport viewport = centred_viewport({1024, 600}, {800, 768});
    EXPECT_EQ(viewport, (Viewport{{112, 0, 912, 600}, 0, 84}));
    EXPECT_FALSE(viewport.covers({800, 768}));
}

}  // namespace
}  // namespace kmsmirror::mirror
