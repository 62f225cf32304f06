// SPDX-License-Identifier: MIT
#include "mirror/path_ladder.h"

#include <gtest/gtest.h>

#include <cerrno>

namespace kmsmirror::mirror {
namespace {

using namespace std::chrono_literals;

constexpr FrameMemory driver{Memory::driver, 1};
constexpr FrameMemory heap{Memory::heap, 2};

class APathLadder : public ::testing::Test {
protected:
    static PathFailure failure(ErrorClass error_class, int error = ENOMEM) {
        return {{"ATOMIC", errno_error(error)}, error_class, {}};
    }
    PathLadder ladder_;
    const PathLadder::Time start_ = PathLadder::Time(100s);
};

TEST_F(APathLadder, BeginsWithTheBestPathAndNothingProven) {
    EXPECT_EQ(ladder_.choose(driver, start_), Path::prime);
    EXPECT_EQ(ladder_.proven_path(), std::nullopt);
    EXPECT_FALSE(ladder_.reason());
}

TEST_F(APathLadder, StepsDownWhenAPathFailsAndSaysWhy) {
    ladder_.failed(Path::prime, failure(ErrorClass::permanent), driver, start_);
    EXPECT_EQ(ladder_.choose(driver, start_), Path::copy);
    ASSERT_TRUE(ladder_.reason());
    EXPECT_EQ(ladder_.reason()->error.call, "ATOMIC");
    EXPECT_EQ(ladder_.reason()->error_class, ErrorClass::permanent);
}

TEST_F(APathLadder, TellsAFallbackWhereTheLowerPathWorksAfterOneThatWasInUse) {
    ladder_.failed(Path::prime, failure(ErrorClass::permanent), driver, start_);
    EXPECT_FALSE(ladder_.proven(Path::copy, {})) << "prime never worked";
    ladder_.rearm();
    EXPECT_FALSE(ladder_.proven(Path::prime, {}));
    ladder_.failed(Path::prime, failure(ErrorClass::permanent), driver, start_);
    EXPECT_TRUE(ladder_.proven(Path::copy, {}));
    ladder_.failed(Path::prime, failure(ErrorClass::permanent), driver, start_ + 60s);
    EXPECT_FALSE(ladder_.proven(Path::copy, {})) << "a try that fails is no new fallback";
}

TEST_F(APathLadder, TellsNoFallbackWhereNothingWorksAnyMore) {
    ladder_.proven(Path::prime, {});
    ladder_.failed(Path::prime, failure(ErrorClass::gone, ENODEV), driver, start_);
    ladder_.failed(Path::copy, failure(ErrorClass::gone, ENODEV), driver, start_);
    EXPECT_EQ(ladder_.proven_path(), std::nullopt);
}

TEST_F(APathLadder, KeepsAPathThatIsRuledOutSoWhateverIsProven) {
    ladder_.rule_out(Path::prime, {"CHOICE", errno_error(ECANCELED)}, {});
    ladder_.proven(Path::prime, {});
    EXPECT_EQ(ladder_.choose(driver, start_ + 24h), Path::copy);
    ladder_.proven(Path::copy, {});
    ASSERT_TRUE(ladder_.reason());
    EXPECT_EQ(ladder_.reason()->error.call, "CHOICE");
}

TEST_F(APathLadder, TriesPrimeAtOnceWithMemoryThatCameAfterTheFailure) {
    ladder_.failed(Path::prime, failure(ErrorClass::permanent), driver, start_);
    EXPECT_EQ(ladder_.choose({Memory::driver, 2}, start_), Path::prime);
    EXPECT_EQ(ladder_.choose(driver, start_), Path::copy);
    EXPECT_EQ(ladder_.choose({Memory::none, 2}, start_), Path::copy);
}

TEST_F(APathLadder, TriesPrimeAtOnceWithTheMemoryOfBeforeWhenThatOfAClientFailed) {
    ladder_.proven(Path::prime, {});
    ladder_.failed(Path::prime, failure(ErrorClass::permanent), {Memory::driver, 2}, start_);
    EXPECT_EQ(ladder_.choose(driver, start_), Path::prime);
    EXPECT_EQ(ladder_.choose({Memory::driver, 2}, start_), Path::copy);
}

TEST_F(APathLadder, TriesEverNewMemoryEverMoreSeldom) {
    const auto fails_with = [this](std::uint32_t generation, PathLadder::Time now) {
        EXPECT_EQ(ladder_.choose({Memory::driver, generation}, now), Path::prime);
        ladder_.failed(Path::prime, failure(ErrorClass::permanent), {Memory::driver, generation}, now);
    };
    fails_with(1, start_);
    fails_with(2, start_);
    fails_with(3, start_);
    EXPECT_EQ(ladder_.choose({Memory::driver, 4}, start_ + 999ms), Path::copy);
    fails_with(4, start_ + 1s);
    EXPECT_EQ(ladder_.choose({Memory::driver, 5}, start_ + 2999ms), Path::copy);
    fails_with(5, start_ + 3s);
    ladder_.rearm();
    EXPECT_EQ(ladder_.choose({Memory::driver, 6}, start_ + 3s), Path::prime);
}

TEST_F(APathLadder, KnowsUnreadableMemoryByTheCopyThatWorksAfterIt) {
    ladder_.failed(Path::prime, failure(ErrorClass::permanent), driver, start_);
    EXPECT_FALSE(ladder_.is_unreadable()) << "the display may refuse everything";
    ladder_.proven(Path::copy, {});
    EXPECT_TRUE(ladder_.is_unreadable());
    ladder_.rearm();
    EXPECT_FALSE(ladder_.is_unreadable());
    ladder_.failed(Path::prime, failure(ErrorClass::permanent, ETIMEDOUT), driver, start_);
    ladder_.proven(Path::copy, {});
    EXPECT_FALSE(ladder_.is_unreadable()) << "no mapping fails like that";
}

TEST_F(APathLadder, KnowsADisplayThatRefusesByTheLastCommit) {
    ladder_.failed(Path::prime, failure(ErrorClass::permanent), driver, start_);
    EXPECT_FALSE(ladder_.is_refused());
    ladder_.failed(Path::copy, {{"CREATE_DUMB", errno_error(ENOMEM)}, ErrorClass::permanent, {}}, driver, start_);
    EXPECT_FALSE(ladder_.is_refused()) << "nothing was asked of the display";
    ladder_.failed(Path::copy, failure(ErrorClass::permanent, EINVAL), driver, start_);
    EXPECT_TRUE(ladder_.is_refused());
    ladder_.proven(Path::copy, {});
    EXPECT_FALSE(ladder_.is_refused());
}

TEST_F(APathLadder, TriesABetterPathAgainAfterATimeThatGrows) {
    ladder_.failed(Path::prime, failure(ErrorClass::permanent), driver, start_);
    ladder_.proven(Path::copy, {});
    EXPECT_EQ(ladder_.choose(driver, start_ + 59s), Path::copy);
    EXPECT_EQ(ladder_.choose(driver, start_ + 60s), Path::prime);
    ladder_.failed(Path::prime, failure(ErrorClass::permanent), driver, start_ + 60s);
    EXPECT_EQ(ladder_.choose(driver, start_ + 179s), Path::copy);
    EXPECT_EQ(ladder_.choose(driver, start_ + 180s), Path::prime);
}

TEST_F(APathLadder, TriesSoonWhenMemoryWasShort) {
    ladder_.failed(Path::prime, failure(ErrorClass::pressure), driver, start_);
    EXPECT_EQ(ladder_.choose(driver, start_), Path::copy);
    EXPECT_EQ(ladder_.choose(driver, start_ + 1s), Path::prime);
}

TEST_F(APathLadder, ForgetsTheReasonWhenTheBestPathIsProvenAgain) {
    ladder_.failed(Path::prime, failure(ErrorClass::permanent), driver, start_);
    ladder_.proven(Path::copy, {});
    EXPECT_TRUE(ladder_.reason());
    ladder_.rearm();
    EXPECT_EQ(ladder_.choose(driver, start_), Path::prime);
    ladder_.proven(Path::prime, {});
    EXPECT_FALSE(ladder_.reason());
    EXPECT_EQ(ladder_.proven_path(), Path::prime);
}

TEST_F(APathLadder, SaysThatTheBuffersMovedWhereNoPathFailed) {
    EXPECT_EQ(ladder_.choose(heap, start_), Path::prime_heap);
    ladder_.proven(Path::prime_heap, {});
    ASSERT_TRUE(ladder_.reason());
    EXPECT_EQ(ladder_.reason()->error.call, "HEAP");
    EXPECT_FALSE(ladder_.is_unreadable());
    ladder_.proven(Path::prime, {});
    EXPECT_FALSE(ladder_.reason());
}

TEST_F(APathLadder, HasNoPathWhenAllHaveFailedUntilOneOpens) {
    ladder_.failed(Path::prime, failure(ErrorClass::permanent), driver, start_);
    ladder_.failed(Path::copy, failure(ErrorClass::permanent), driver, start_);
    EXPECT_EQ(ladder_.choose(driver, start_), std::nullopt);
    EXPECT_EQ(ladder_.next_opening(), start_ + 1s);
    EXPECT_EQ(ladder_.choose(driver, start_ + 1s), Path::copy);
}

TEST_F(APathLadder, NeverTriesWhatGeometryRulesOut) {
    ladder_.rule_out(Path::prime, {"GEOMETRY", errno_error(ERANGE)}, {});
    EXPECT_EQ(ladder_.choose(driver, start_), Path::copy);
    ladder_.proven(Path::copy, {});
    ladder_.rearm();
    EXPECT_EQ(ladder_.choose(driver, start_ + 24h), Path::copy);
    EXPECT_TRUE(ladder_.reason());
}

}  // namespace
}  // namespace kmsmirror::mirror
