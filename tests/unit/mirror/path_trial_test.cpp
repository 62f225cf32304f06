// SPDX-License-Identifier: MIT
#include "mirror/path_trial.h"

#include <gtest/gtest.h>

namespace kmsmirror::mirror {
namespace {

using namespace std::chrono_literals;

// Frames of that duration by each path, until the trial ends; how many.
int run(PathTrial& trial, std::chrono::nanoseconds by_heap, std::chrono::nanoseconds by_copy) {
    int frames = 0;
    for (; trial.is_running() && frames < 100; ++frames)
        trial.measured(trial.next() == Path::copy ? by_copy : by_heap);
    return frames;
}

TEST(PathTrial, TakesTurnsAndEndsOnTheHeap) {
    PathTrial trial;
    EXPECT_FALSE(trial.is_running());
    trial.begin();
    EXPECT_EQ(trial.next(), Path::copy);
    trial.measured(1ms);
    EXPECT_EQ(trial.next(), Path::prime_heap);
    EXPECT_EQ(run(trial, 1ms, 1ms) % 2, 1);
}

TEST(PathTrial, FindsTheFasterPath) {
    PathTrial trial;
    trial.begin();
    EXPECT_EQ(run(trial, 2ms, 3ms), 10);
    EXPECT_FALSE(trial.is_copy_faster());
    trial.begin();
    EXPECT_EQ(run(trial, 3ms, 2ms), 10);
    EXPECT_TRUE(trial.is_copy_faster());
}

TEST(PathTrial, DoesNotCountTheFirstTurns) {
    PathTrial trial;
    trial.begin();
    trial.measured(1h);
    trial.measured(1ms);
    run(trial, 2ms, 1ms);
    EXPECT_TRUE(trial.is_copy_faster());
}

}  // namespace
}  // namespace kmsmirror::mirror
