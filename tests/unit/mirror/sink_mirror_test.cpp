// SPDX-License-Identifier: MIT
#include "mirror/sink_mirror.h"

#include <gmock/gmock.h>

#include <cerrno>

namespace kmsmirror::mirror {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr Rect whole{0, 0, 1024, 768};

pixels::Region region(const Rect& rect) {
    return pixels::Region(rect);
}

class ASinkMirror : public ::testing::Test {
protected:
    void start(Size mode = {1024, 768}) { mirror_.start({1024, 768}, mode, false, {}); }
    void offer(std::uint32_t buffer, const Rect& damage) {
        newest_ = {buffer, newest_.sequence + 1};
        mirror_.offer(newest_, region(damage));
    }
    // What is copied is the newest frame.
    std::optional<Job> next() { return next({newest_, {}}); }
    std::optional<Job> next(const CopiedFrame& copied) {
        const auto path = mirror_.next_path(now_);
        std::optional<Job> job;
        if (path)
            job = *path == Path::prime ? mirror_.begin_prime() : mirror_.begin_copy(copied);
        if (job)
            begun_ = job->frame.sequence;
        return job;
    }
    void show(std::uint64_t bytes_copied = 0) { mirror_.shown(bytes_copied, begun_, now_, {}); }
    void fail(int error, const char* call = "ATOMIC") { mirror_.failed({call, errno_error(error)}, now_, {}); }
    void show_first_frame() {
        start();
        offer(0, whole);
        ASSERT_TRUE(next());
        show();
    }
    void fall_back_to_copy() {
        show_first_frame();
        offer(1, {0, 0, 10, 10});
        ASSERT_TRUE(next());
        fail(ENOMEM);
        ASSERT_EQ(next()->path, Path::copy);
        show();
    }

    SinkMirror mirror_{ExporterMapping::at_allocation, true};
    PathLadder::Time now_ = PathLadder::Time(100s);
    Frame newest_;
    std::uint64_t begun_ = 0;
};

TEST_F(ASinkMirror, DoesNothingBeforeItsDisplayIsThere) {
    offer(0, whole);
    EXPECT_FALSE(next());
}

TEST_F(ASinkMirror, BeginsWithAModesetOfTheWholePicture) {
    start();
    EXPECT_FALSE(next()) << "no frame yet";
    offer(2, {5, 5, 6, 6});
    const auto job = next();
    ASSERT_TRUE(job);
    EXPECT_TRUE(job->modeset);
    EXPECT_EQ(job->path, Path::prime);
    EXPECT_EQ(job->frame.buffer, 2U);
    EXPECT_THAT(job->clips, ElementsAre(whole));
}

TEST_F(ASinkMirror, SendsOnlyTheDamageAfterTheFirstFrame) {
    show_first_frame();
    offer(1, {10, 20, 110, 120});
    const auto job = next();
    ASSERT_TRUE(job);
    EXPECT_FALSE(job->modeset);
    EXPECT_THAT(job->clips, ElementsAre(Rect{10, 20, 110, 120}));
    EXPECT_THAT(job->stale, IsEmpty());
}

TEST_F(ASinkMirror, HasOneCommitInFlightAndTheNewestFrameWins) {
    show_first_frame();
    offer(1, {0, 0, 10, 10});
    ASSERT_TRUE(next());
    offer(2, {500, 0, 510, 10});
    EXPECT_FALSE(next());
    offer(0, {900, 700, 910, 710});
    EXPECT_EQ(mirror_.buffer_in_flight(), 1U);
    show();
    const auto job = next();
    ASSERT_TRUE(job);
    EXPECT_EQ(job->frame.buffer, 0U);
    EXPECT_THAT(job->clips, ElementsAre(Rect{500, 0, 510, 10}, Rect{900, 700, 910, 710}))
        << "the damage of the frame that was skipped is kept";
    EXPECT_EQ(mirror_.statistics().frames_superseded, 1U);
}

TEST_F(ASinkMirror, MakesNoCommitForAFrameThatChangesNothing) {
    show_first_frame();
    offer(1, {0, 0, 0, 0});
    EXPECT_FALSE(next());
    EXPECT_EQ(mirror_.statistics().last_shown_sequence, 2U);
    EXPECT_EQ(mirror_.statistics().commits, 1U);
}

TEST_F(ASinkMirror, ShowsTheSameFrameByTheNextPathWhenOneFails) {
    show_first_frame();
    offer(1, {10, 20, 110, 120});
    ASSERT_TRUE(next());
    fail(ENOMEM);
    const auto job = next();
    ASSERT_TRUE(job);
    EXPECT_EQ(job->path, Path::copy);
    EXPECT_EQ(job->frame.sequence, 2U);
    EXPECT_THAT(job->clips, ElementsAre(Rect{10, 20, 110, 120}));
    EXPECT_THAT(job->stale, ElementsAre(whole)) << "the sink's own buffer holds nothing yet";
    show(1024 * 768 * 4);
    EXPECT_EQ(mirror_.statistics().frames_lost, 0U);
    EXPECT_EQ(mirror_.statistics().frames_shown, 2U);
    EXPECT_EQ(mirror_.statistics().last_shown_sequence, 2U);
    EXPECT_EQ(mirror_.ladder().fallback_count(), 1U);
}

TEST_F(ASinkMirror, FallsBackInTheFirstModesetToo) {
    start();
    offer(0, whole);
    ASSERT_TRUE(next());
    fail(ENOMEM);
    const auto job = next();
    ASSERT_TRUE(job);
    EXPECT_TRUE(job->modeset);
    EXPECT_EQ(job->path, Path::copy);
}

TEST_F(ASinkMirror, CopiesOnlyTheDamageOnceItsOwnBufferIsComplete) {
    fall_back_to_copy();
    offer(2, {30, 30, 40, 40});
    const auto job = next();
    ASSERT_TRUE(job);
    EXPECT_EQ(job->path, Path::copy);
    EXPECT_THAT(job->stale, ElementsAre(Rect{30, 30, 40, 40}));
}

TEST_F(ASinkMirror, BringsItsOwnBufferUpToDateAfterATimeOnPrime) {
    fall_back_to_copy();
    mirror_.rearm();
    ASSERT_EQ(next()->path, Path::prime);
    show();
    offer(2, {30, 30, 40, 40});
    ASSERT_EQ(next()->path, Path::prime);
    show();
    offer(0, {600, 600, 610, 610});
    ASSERT_TRUE(next());
    fail(ENOMEM);
    const auto job = next();
    ASSERT_TRUE(job);
    EXPECT_THAT(job->clips, ElementsAre(Rect{600, 600, 610, 610}));
    EXPECT_THAT(job->stale, ElementsAre(Rect{30, 30, 40, 40}, Rect{600, 600, 610, 610}));
}

TEST_F(ASinkMirror, CopiesAnOlderFrameAndKeepsWhatCameSince) {
    fall_back_to_copy();
    offer(2, {30, 30, 40, 40});
    const Frame copied = newest_;
    offer(0, {50, 50, 60, 60});
    const auto older = next({copied, region({50, 50, 60, 60})});
    ASSERT_TRUE(older);
    EXPECT_EQ(older->frame.sequence, copied.sequence);
    show();
    EXPECT_FALSE(next({copied, region({50, 50, 60, 60})})) << "the display shows it already";
    const auto newest = next();
    ASSERT_TRUE(newest);
    EXPECT_THAT(newest->clips, ElementsAre(Rect{50, 50, 60, 60}));
    EXPECT_THAT(newest->stale, ElementsAre(Rect{50, 50, 60, 60}));
    show();
    EXPECT_EQ(mirror_.statistics().frames_superseded, 0U);
    EXPECT_EQ(mirror_.statistics().frames_shown, 4U);
}

TEST_F(ASinkMirror, HasNothingToDoWhenTheCopyWasNewerThanAsked) {
    fall_back_to_copy();
    offer(2, {30, 30, 40, 40});
    ASSERT_TRUE(next());
    offer(0, {50, 50, 60, 60});
    mirror_.shown(0, newest_.sequence, now_, {});
    EXPECT_FALSE(mirror_.has_work());
    EXPECT_EQ(mirror_.statistics().last_shown_sequence, newest_.sequence);
    offer(1, {70, 70, 80, 80});
    EXPECT_THAT(next()->clips, ElementsAre(Rect{70, 70, 80, 80}));
}

TEST_F(ASinkMirror, LeavesPathCopyWhenTheSourceCannotBeRead) {
    fall_back_to_copy();
    offer(2, {30, 30, 40, 40});
    mirror_.copy_failed({"DMA_BUF_SYNC", errno_error(EIO)}, now_, {});
    EXPECT_FALSE(next());
    EXPECT_EQ(mirror_.trouble(), ErrorClass::permanent);
    now_ += 1s;
    EXPECT_TRUE(next());
}

TEST_F(ASinkMirror, KeepsWhatItCouldNotCopy) {
    fall_back_to_copy();
    offer(2, {30, 30, 40, 40});
    ASSERT_TRUE(next());
    fail(EIO, "DMA_BUF_SYNC");
    EXPECT_FALSE(next()) << "prime and copy are closed";
    now_ += 1s;
    const auto job = next();
    ASSERT_TRUE(job);
    EXPECT_EQ(job->path, Path::copy);
    EXPECT_THAT(job->stale, ElementsAre(Rect{30, 30, 40, 40}));
}

TEST_F(ASinkMirror, CountsFramesAsLostOnlyWhenNoPathIsOpen) {
    show_first_frame();
    offer(1, {0, 0, 10, 10});
    ASSERT_TRUE(next());
    fail(ENOMEM);
    ASSERT_TRUE(next());
    fail(EINVAL);
    EXPECT_FALSE(next());
    EXPECT_EQ(mirror_.trouble(), ErrorClass::permanent);
    EXPECT_EQ(mirror_.wake_time(), now_ + 1s);
    offer(2, {500, 0, 510, 10});
    EXPECT_EQ(mirror_.statistics().frames_lost, 1U);
    now_ += 1s;
    const auto job = next();
    ASSERT_TRUE(job);
    EXPECT_THAT(job->clips, ElementsAre(Rect{0, 0, 10, 10}, Rect{500, 0, 510, 10}));
    show();
    EXPECT_EQ(mirror_.trouble(), std::nullopt);
}

TEST_F(ASinkMirror, TriesTheSamePathAgainWhenTheCardIsBusy) {
    show_first_frame();
    offer(1, {0, 0, 10, 10});
    ASSERT_TRUE(next());
    fail(EBUSY);
    EXPECT_FALSE(next());
    ASSERT_TRUE(mirror_.wake_time());
    now_ = *mirror_.wake_time();
    const auto job = next();
    ASSERT_TRUE(job);
    EXPECT_EQ(job->path, Path::prime);
    EXPECT_EQ(mirror_.ladder().fallback_count(), 0U);
}

TEST_F(ASinkMirror, WaitsWithGrowingPausesForAnotherMasterToGo) {
    start();
    offer(0, whole);
    auto last = 0ms;
    for (int i = 0; i < 10; ++i) {
        ASSERT_TRUE(next());
        fail(EACCES);
        EXPECT_EQ(mirror_.trouble(), ErrorClass::no_master);
        const auto pause = *mirror_.wake_time() - now_;
        EXPECT_GE(pause, last);
        EXPECT_LE(pause, 2s);
        last = std::chrono::duration_cast<std::chrono::milliseconds>(pause);
        now_ = *mirror_.wake_time();
    }
    ASSERT_TRUE(next());
    show();
    EXPECT_EQ(mirror_.trouble(), std::nullopt);
}

TEST_F(ASinkMirror, StopsAtAnUnpluggedCardAndBeginsAnewWhenItIsBack) {
    show_first_frame();
    offer(1, {0, 0, 10, 10});
    ASSERT_TRUE(next());
    fail(ENODEV);
    EXPECT_EQ(mirror_.trouble(), std::nullopt) << "the exporter may have said so";
    EXPECT_FALSE(mirror_.ladder().is_unreadable());
    const auto copied = next();
    ASSERT_TRUE(copied);
    EXPECT_EQ(copied->path, Path::copy);
    fail(ENODEV);
    EXPECT_EQ(mirror_.trouble(), ErrorClass::gone);
    EXPECT_FALSE(next());
    EXPECT_FALSE(mirror_.buffer_in_flight());
    mirror_.stop();
    start();
    offer(2, {});
    const auto job = next();
    ASSERT_TRUE(job);
    EXPECT_TRUE(job->modeset);
    EXPECT_EQ(job->frame.buffer, 2U);
    EXPECT_THAT(job->clips, ElementsAre(whole));
}

TEST_F(ASinkMirror, GoesBackToTheBetterPathWithARepaintWhenRearmed) {
    fall_back_to_copy();
    EXPECT_FALSE(next());
    mirror_.rearm();
    const auto job = next();
    ASSERT_TRUE(job);
    EXPECT_EQ(job->path, Path::prime);
    EXPECT_THAT(job->clips, ElementsAre(whole));
    show();
    EXPECT_EQ(mirror_.ladder().proven_path(), Path::prime);
}

TEST_F(ASinkMirror, TriesABetterPathWithALaterFrameByItself) {
    fall_back_to_copy();
    now_ += 60s;
    offer(2, {30, 30, 40, 40});
    ASSERT_EQ(next()->path, Path::prime);
    fail(ENOMEM);
    const auto job = next();
    ASSERT_TRUE(job);
    EXPECT_EQ(job->path, Path::copy) << "the frame that was the try is not lost";
    EXPECT_THAT(job->clips, ElementsAre(Rect{30, 30, 40, 40}));
}

TEST_F(ASinkMirror, ShowsTheMiddleOfTheSourceOnASmallerDisplay) {
    start({800, 600});
    offer(0, whole);
    const auto first = next();
    ASSERT_TRUE(first);
    EXPECT_EQ(first->path, Path::prime);
    EXPECT_THAT(first->clips, ElementsAre(Rect{112, 84, 912, 684}));
    show();
    offer(1, {0, 0, 100, 50});
    EXPECT_FALSE(next()) << "outside of what is shown";
    EXPECT_EQ(mirror_.statistics().last_shown_sequence, 2U);
}

TEST_F(ASinkMirror, CopiesToADisplayThatIsLargerThanTheSource) {
    start({1280, 1024});
    offer(0, whole);
    const auto job = next();
    ASSERT_TRUE(job);
    EXPECT_EQ(job->path, Path::copy);
    EXPECT_EQ(job->viewport.x, 128);
    show();
    ASSERT_TRUE(mirror_.ladder().reason());
    EXPECT_EQ(mirror_.ladder().reason()->error.call, "MODE");
}

TEST_F(ASinkMirror, AccountsForEveryFrame) {
    show_first_frame();
    for (std::uint32_t i = 0; i < 100; ++i) {
        offer(i % 3, {static_cast<std::int32_t>(i), 0, static_cast<std::int32_t>(i) + 1, 1});
        if (i % 3 == 0 && next())
            show();
        if (i % 7 == 0 && next())
            fail(i % 2 == 0 ? ENOMEM : EBUSY);
    }
    const SinkStatistics& statistics = mirror_.statistics();
    const std::uint64_t open =
        statistics.frames_offered - statistics.frames_shown - statistics.frames_superseded - statistics.frames_lost;
    EXPECT_LE(open, 1U);
}

}  // namespace
}  // namespace kmsmirror::mirror
