// SPDX-License-Identifier: MIT
#include "mirror/commit_clock.h"

#include <gtest/gtest.h>

namespace kmsmirror::mirror {
namespace {

using namespace std::chrono_literals;

constexpr CommitClock::Time start(100s);

TEST(CommitClock, IsSlowAsSoonAsACommitIsLate) {
    CommitClock clock;
    clock.begin(start, 100);
    EXPECT_FALSE(clock.is_slow(start + 999ms));
    EXPECT_TRUE(clock.is_slow(start + 1000ms));
    EXPECT_EQ(clock.text(), "the display has not taken a frame for 1000 ms");
    EXPECT_EQ(clock.due(), start + 1000ms);
}

TEST(CommitClock, StaysSlowUntilACommitIsInTime) {
    CommitClock clock;
    clock.begin(start, 100);
    clock.end(start + 1500ms);
    EXPECT_TRUE(clock.is_slow(start + 2000ms));
    EXPECT_EQ(clock.text(), "the display took 1500 ms for a frame, 1000 ms are plenty");
    clock.begin(start + 2s, 100);
    clock.end(start + 2010ms);
    EXPECT_FALSE(clock.is_slow(start + 3s));
}

TEST(CommitClock, SaysWhatWasPlentyForTheCommitThatWasLateWhileALargerOneIsUnderWay) {
    CommitClock clock;
    clock.begin(start, 100);
    clock.end(start + 1030ms);
    clock.begin(start + 2s, 1920 * 1080);
    EXPECT_TRUE(clock.is_slow(start + 2s));
    EXPECT_EQ(clock.text(), "the display took 1030 ms for a frame, 1000 ms are plenty");
    clock.end(start + 5s);
    EXPECT_EQ(clock.text(), "the display took 3000 ms for a frame, 2658 ms are plenty");
}

TEST(CommitClock, GivesALargePictureTheTimeThatItsBytesNeed) {
    CommitClock clock;
    clock.begin(start, 1920 * 1080);
    EXPECT_EQ(clock.due(), start + 2658ms);
}

TEST(CommitClock, ForgetsWhatDoesNotMatterAnyMore) {
    CommitClock clock;
    clock.begin(start, 1);
    clock.reset();
    EXPECT_FALSE(clock.is_slow(start + 1h));
    clock.end(start + 1h);
    EXPECT_FALSE(clock.is_slow(start + 1h));
}

}  // namespace
}  // namespace kmsmirror::mirror
