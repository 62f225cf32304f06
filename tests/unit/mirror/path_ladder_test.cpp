// SPDX-License-Identifier: MIT
#include "mirror/path_ladder.h"

#include <gtest/gtest.h>

#include <cerrno>

namespace kmsmirror::mirror {
namespace {

using namespace std::chrono_literals;

class APathLadder : public ::testing::Test {
protected:
    static PathFailure failure(ErrorClass error_class, int error = ENOMEM) {
        return {{"ATOMIC", errno_error(error)}, error_class, {}};
    }
    PathLadder ladder_;
    const PathLadder::Time start_ = PathLadder::Time(100s);
};

TEST_F(APathLadder, BeginsWithTheBestPathAndNothingProven) {
    EXPECT_EQ(ladder_.choose(false, start_), Path::prime);
    EXPECT_EQ(ladder_.proven_path(), std::nullopt);
    EXPECT_FALSE(ladder_.reason());
}

TEST_F(APathLadder, StepsDownWhenAPathFailsAndSaysWhy) {
    ladder_.failed(Path::prime, failure(ErrorClass::permanent), start_);
    EXPECT_EQ(ladder_.choose(false, start_), Path::copy);
    ASSERT_TRUE(ladder_.reason());
    EXPECT_EQ(ladder_.reason()->error.call, "ATOMIC");
    EXPECT_EQ(ladder_.reason()->error_class, ErrorClass::permanent);
}

TEST_F(APathLadder, CountsOnlyStepsFromAPathThatWasInUse) {
    ladder_.failed(Path::prime, failure(ErrorClass::permanent), start_);
    EXPECT_EQ(ladder_.fallback_count(), 0U) << "it never worked";
    ladder_.proven(Path::copy, {});
    ladder_.rearm();
    ladder_.proven(Path::prime, {});
    ladder_.failed(Path::prime, failure(ErrorClass::permanent), start_);
    EXPECT_EQ(ladder_.fallback_count(), 1U);
    ladder_.proven(Path::copy, {});
    ladder_.failed(Path::prime, failure(ErrorClass::permanent), start_ + 60s);
    EXPECT_EQ(ladder_.fallback_count(), 1U) << "a try that fails is no new fallback";
}

TEST_F(APathLadder, TriesABetterPathAgainAfterATimeThatGrows) {
    ladder_.failed(Path::prime, failure(ErrorClass::permanent), start_);
    ladder_.proven(Path::copy, {});
    EXPECT_EQ(ladder_.choose(false, start_ + 59s), Path::copy);
    EXPECT_EQ(ladder_.choose(false, start_ + 60s), Path::prime);
    ladder_.failed(Path::prime, failure(ErrorClass::permanent), start_ + 60s);
    EXPECT_EQ(ladder_.choose(false, start_ + 179s), Path::copy);
    EXPECT_EQ(ladder_.choose(false, start_ + 180s), Path::prime);
}

TEST_F(APathLadder, TriesSoonWhenMemoryWasShort) {
    ladder_.failed(Path::prime, failure(ErrorClass::pressure), start_);
    EXPECT_EQ(ladder_.choose(false, start_), Path::copy);
    EXPECT_EQ(ladder_.choose(false, start_ + 1s), Path::prime);
}

TEST_F(APathLadder, ForgetsTheReasonWhenTheBestPathIsProvenAgain) {
    ladder_.failed(Path::prime, failure(ErrorClass::permanent), start_);
    ladder_.proven(Path::copy, {});
    EXPECT_TRUE(ladder_.reason());
    ladder_.rearm();
    EXPECT_EQ(ladder_.choose(false, start_), Path::prime);
    ladder_.proven(Path::prime, {});
    EXPECT_FALSE(ladder_.reason());
    EXPECT_EQ(ladder_.proven_path(), Path::prime);
}

TEST_F(APathLadder, SaysThatTheBuffersMovedWhereNoPathFailed) {
    EXPECT_EQ(ladder_.choose(true, start_), Path::prime_heap);
    ladder_.proven(Path::prime_heap, {});
    ASSERT_TRUE(ladder_.reason());
    EXPECT_EQ(ladder_.reason()->error.call, "HEAP");
    EXPECT_FALSE(ladder_.is_unreadable());
    ladder_.proven(Path::prime, {});
    EXPECT_FALSE(ladder_.reason());
}

TEST_F(APathLadder, HasNoPathWhenAllHaveFailedUntilOneOpens) {
    ladder_.failed(Path::prime, failure(ErrorClass::permanent), start_);
    ladder_.failed(Path::copy, failure(ErrorClass::permanent), start_);
    EXPECT_EQ(ladder_.choose(false, start_), std::nullopt);
    EXPECT_EQ(ladder_.next_opening(), start_ + 1s);
    EXPECT_EQ(ladder_.choose(false, start_ + 1s), Path::copy);
}

TEST_F(APathLadder, NeverTriesWhatGeometryRulesOut) {
    ladder_.rule_out(Path::prime, {"MODE", errno_error(ERANGE)}, {});
    EXPECT_EQ(ladder_.choose(false, start_), Path::copy);
    ladder_.proven(Path::copy, {});
    ladder_.rearm();
    EXPECT_EQ(ladder_.choose(false, start_ + 24h), Path::copy);
    EXPECT_TRUE(ladder_.reason());
}

}  // namespace
}  // namespace kmsmirror::mirror
