// SPDX-License-Identifier: MIT
#include "mirror/path_chooser.h"

#include <gtest/gtest.h>

namespace kmsmirror::mirror {
namespace {

using namespace std::chrono_literals;

constexpr FrameMemory in_driver{Memory::driver, 1};
constexpr FrameMemory in_heap{Memory::heap, 2};

class APathChooser : public ::testing::Test {
protected:
    std::optional<Path> next(const FrameMemory& memory = in_driver) { return chooser_.next(memory, now_); }
    void fail(Path path, int error, const FrameMemory& memory = in_driver) {
        chooser_.failed(path, {"ATOMIC", errno_error(error)}, memory, now_, {});
    }
    // Shows a frame by the path that is next, which takes that long; nothing where none is.
    std::optional<Path> show(const FrameMemory& memory, std::chrono::milliseconds heap_time,
                             std::chrono::milliseconds copy_time) {
        const auto path = next(memory);
        if (!path)
            return path;
        chooser_.begun(1000);
        now_ += path == Path::copy ? copy_time : heap_time;
        chooser_.shown(*path, now_, {});
        return path;
    }
    void fall_back_to_copy() {
        ASSERT_EQ(next(), Path::prime);
        fail(Path::prime, ENOMEM);
        ASSERT_EQ(next(), Path::copy);
        chooser_.shown(Path::copy, now_, {});
    }

    PathChooser chooser_{ExporterMapping::at_allocation, true};
    PathChooser::Time now_ = PathChooser::Time(100s);
};

TEST_F(APathChooser, TakesTheNextPathWhenOneFailsForGood) {
    fall_back_to_copy();
    EXPECT_EQ(chooser_.trouble(), std::nullopt);
    EXPECT_EQ(chooser_.ladder().proven_path(), Path::copy);
}

TEST_F(APathChooser, WaitsForABusyCardOnTheSamePathAndLonger) {
    auto last = 0ms;
    for (int i = 0; i < 10; ++i) {
        ASSERT_EQ(next(), Path::prime);
        fail(Path::prime, EBUSY);
        EXPECT_EQ(chooser_.trouble(), ErrorClass::busy);
        EXPECT_EQ(next(), std::nullopt);
        const auto pause = std::chrono::duration_cast<std::chrono::milliseconds>(*chooser_.wake_time() - now_);
        EXPECT_GE(pause, last);
        EXPECT_LE(pause, 2s);
        last = pause;
        now_ = *chooser_.wake_time();
    }
    EXPECT_EQ(chooser_.trouble_since(), PathChooser::Time(100s));
    ASSERT_EQ(next(), Path::prime);
    chooser_.shown(Path::prime, now_, {});
    EXPECT_EQ(chooser_.trouble(), std::nullopt);
}

TEST_F(APathChooser, WaitsForAnotherMasterToGo) {
    ASSERT_EQ(next(), Path::prime);
    fail(Path::prime, EACCES);
    EXPECT_EQ(chooser_.trouble(), ErrorClass::no_master);
    now_ = *chooser_.wake_time();
    EXPECT_EQ(next(), Path::prime);
}

TEST_F(APathChooser, IsDarkWhileNoPathIsOpenAndTriesTheOneThatOpensFirst) {
    fall_back_to_copy();
    ASSERT_EQ(next(), Path::copy);
    fail(Path::copy, EINVAL);
    EXPECT_EQ(next(), std::nullopt);
    EXPECT_TRUE(chooser_.is_dark());
    EXPECT_TRUE(chooser_.is_refused());
    EXPECT_EQ(chooser_.wake_time(), now_ + 1s);
    now_ += 1s;
    EXPECT_EQ(next(), Path::copy);
    chooser_.shown(Path::copy, now_, {});
    EXPECT_FALSE(chooser_.is_dark());
}

TEST_F(APathChooser, TakesEnodevOnPrimeForTheExportersAndOnCopyForAnUnplug) {
    ASSERT_EQ(next(), Path::prime);
    fail(Path::prime, ENODEV);
    ASSERT_EQ(next(), Path::copy);
    fail(Path::copy, ENODEV);
    EXPECT_EQ(chooser_.trouble(), ErrorClass::gone);
    now_ += 24h;
    EXPECT_EQ(next(), std::nullopt) << "it is plugged in again, or nothing";
}

TEST_F(APathChooser, TriesABetterPathAgainAfterAWhileAndAtOnceWhenRearmed) {
    fall_back_to_copy();
    now_ += 59s;
    EXPECT_EQ(next(), Path::copy);
    now_ += 1s;
    EXPECT_EQ(next(), Path::prime);
    fail(Path::prime, ENOMEM);
    EXPECT_EQ(next(), Path::copy);
    chooser_.rearm();
    EXPECT_EQ(next(), Path::prime);
}

TEST_F(APathChooser, WantsTheHeapOnlyForMemoryThatCannotBeRead) {
    EXPECT_FALSE(chooser_.wants_heap(now_));
    fall_back_to_copy();
    EXPECT_TRUE(chooser_.wants_heap(now_));
    chooser_.rearm();
    EXPECT_FALSE(chooser_.wants_heap(now_));
}

TEST_F(APathChooser, WantsNoHeapForADisplayThatRefusesEverything) {
    ASSERT_EQ(next(), Path::prime);
    fail(Path::prime, EINVAL);
    ASSERT_EQ(next(), Path::copy);
    fail(Path::copy, EINVAL);
    EXPECT_FALSE(chooser_.wants_heap(now_));
}

TEST_F(APathChooser, TakesTurnsOnTheHeapAndStaysWhereThatIsNoSlower) {
    fall_back_to_copy();
    int copies = 0;
    for (int frame = 0; frame < 10; ++frame)
        copies += show(in_heap, 2ms, 3ms) == Path::copy ? 1 : 0;
    EXPECT_EQ(copies, 5);
    for (int frame = 0; frame < 10; ++frame)
        EXPECT_EQ(show(in_heap, 2ms, 3ms), Path::prime_heap);
    EXPECT_TRUE(chooser_.wants_heap(now_));
}

TEST_F(APathChooser, LeavesAHeapThatIsSlowerAndTriesItAgainEverMoreSeldom) {
    fall_back_to_copy();
    for (const auto pause : {60s, 120s, 240s}) {
        for (int frame = 0; frame < 10; ++frame)
            ASSERT_TRUE(show(in_heap, 30ms, 3ms));
        EXPECT_FALSE(chooser_.wants_heap(now_));
        EXPECT_EQ(next(in_heap), Path::copy);
        EXPECT_EQ(chooser_.ladder().reason()->error.call, "MEASURED");
        now_ += pause - 1s;
        EXPECT_FALSE(chooser_.wants_heap(now_));
        now_ += 1s;
        EXPECT_TRUE(chooser_.wants_heap(now_));
    }
}

TEST_F(APathChooser, BeginsNoTrialWhileTheCopyIsClosed) {
    ASSERT_EQ(next(in_heap), Path::copy) << "the first turn of a trial";
    fail(Path::copy, EINVAL, in_heap);
    EXPECT_EQ(next(in_heap), Path::prime_heap);
    fail(Path::prime_heap, EINVAL, in_heap);
    EXPECT_EQ(next(in_heap), std::nullopt) << "nothing is tried again without a pause";
    EXPECT_EQ(chooser_.wake_time(), now_ + 1s);
}

TEST_F(APathChooser, ARearmDoesNotWaitForABusyCard) {
    ASSERT_EQ(next(), Path::prime);
    fail(Path::prime, EBUSY);
    EXPECT_EQ(next(), std::nullopt);
    chooser_.rearm();
    EXPECT_EQ(next(), Path::prime);
}

TEST_F(APathChooser, AFailureEndsATrial) {
    ASSERT_TRUE(show(in_heap, 2ms, 3ms));
    ASSERT_EQ(next(in_heap), Path::prime_heap);
    fail(Path::prime_heap, ENOMEM, in_heap);
    EXPECT_EQ(next(in_heap), Path::copy);
}

TEST_F(APathChooser, BeginsANewTrialForFramesOfAnotherKind) {
    fall_back_to_copy();
    for (int frame = 0; frame < 20; ++frame)
        ASSERT_TRUE(show(in_heap, 2ms, 3ms));
    ASSERT_EQ(next(in_heap), Path::prime_heap);
    for (int frame = 0; frame < 10; ++frame)
        chooser_.begun(100'000);
    EXPECT_EQ(next(in_heap), Path::copy) << "the first turn";
}

TEST_F(APathChooser, ARearmEndsATrial) {
    ASSERT_EQ(next(in_heap), Path::copy);
    chooser_.rearm();
    chooser_.shown(Path::copy, now_, {});
    EXPECT_EQ(next(in_heap), Path::copy) << "a new trial begins with the copy";
}

}  // namespace
}  // namespace kmsmirror::mirror
