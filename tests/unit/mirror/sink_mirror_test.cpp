// SPDX-License-Identifier: MIT
#include "mirror/sink_mirror.h"

#include <gtest/gtest.h>

#include <optional>
#include <random>

namespace kmsmirror::mirror {
namespace {

constexpr Rect picture{0, 0, 64, 48};

class ASinkMirror : public ::testing::Test {
protected:
    void offer() { mirror_->offer(++newest_, false); }
    Order begin() { return mirror_->begin(Path::prime, newest_); }
    void show_first_frame() {
        offer();
        begin();
        mirror_->shown(newest_, 0);
    }
    [[nodiscard]] std::uint64_t unaccounted() const {
        return statistics_.frames_offered - statistics_.frames_shown - statistics_.frames_superseded -
               statistics_.frames_lost;
    }

    SinkStatistics statistics_;
    std::optional<SinkMirror> mirror_{std::in_place, statistics_, picture, false};
    pixels::Sequence newest_ = 0;
};

TEST_F(ASinkMirror, BeginsWithAModesetOfTheWholePicture) {
    EXPECT_FALSE(mirror_->has_work()) << "no frame yet";
    offer();
    ASSERT_TRUE(mirror_->has_work());
    const Order order = begin();
    EXPECT_TRUE(order.modeset);
    EXPECT_EQ(order.frame, 1U);
    EXPECT_EQ(order.owed, pixels::Region(picture));
    EXPECT_FALSE(mirror_->has_picture());
    mirror_->shown(1, 0);
    EXPECT_TRUE(mirror_->has_picture());
    EXPECT_EQ(mirror_->displayed(), 1U);
}

// As where a source has older pixels than its newest frame.
TEST_F(ASinkMirror, CountsAFrameThatWasThereBeforeIt) {
    newest_ = 7;
    mirror_->offer(newest_, false);
    static_cast<void>(mirror_->begin(Path::copy, 6));
    mirror_->failed();
    static_cast<void>(mirror_->begin(Path::copy, 6));
    mirror_->shown(6, 0);
    static_cast<void>(mirror_->begin(Path::copy, 7));
    mirror_->shown(7, 0);
    EXPECT_EQ(statistics_.frames_shown, 2U);
    EXPECT_EQ(unaccounted(), 0U);
}

TEST_F(ASinkMirror, NeedsNoModesetWhereTheDisplayIsInItsMode) {
    mirror_.emplace(statistics_, picture, true);
    offer();
    const Order order = begin();
    EXPECT_FALSE(order.modeset);
    EXPECT_EQ(order.owed, pixels::Region(picture));
}

TEST_F(ASinkMirror, OwesNothingAfterTheFirstFrame) {
    show_first_frame();
    offer();
    const Order order = begin();
    EXPECT_FALSE(order.modeset);
    EXPECT_TRUE(order.owed.empty());
}

TEST_F(ASinkMirror, HasOneOrderInFlightAndTheNewestFrameWins) {
    show_first_frame();
    offer();
    begin();
    offer();
    EXPECT_FALSE(mirror_->has_work());
    offer();
    EXPECT_FALSE(mirror_->has_work());
    mirror_->shown(2, 0);
    EXPECT_EQ(begin().frame, 4U);
    EXPECT_EQ(statistics_.frames_superseded, 1U);
}

TEST_F(ASinkMirror, PutsNothingBackWhenAnOrderFailsButTheFrame) {
    show_first_frame();
    offer();
    begin();
    mirror_->failed();
    EXPECT_EQ(mirror_->displayed(), 1U) << "the number has not advanced";
    ASSERT_TRUE(mirror_->has_work());
    EXPECT_EQ(begin().frame, 2U);
    EXPECT_EQ(statistics_.frames_superseded, 0U);
}

TEST_F(ASinkMirror, OwesWhatAnOrderThatFailedOwed) {
    offer();
    begin();
    mirror_->failed();
    EXPECT_EQ(begin().owed, pixels::Region(picture));
}

TEST_F(ASinkMirror, KeepsARepaintThatIsAskedForWhileAnOrderIsInFlight) {
    show_first_frame();
    offer();
    begin();
    mirror_->repaint();
    mirror_->shown(newest_, 0);
    ASSERT_TRUE(mirror_->has_work());
    EXPECT_EQ(begin().owed, pixels::Region(picture));
    mirror_->shown(newest_, 0);
    EXPECT_FALSE(mirror_->has_work());
    EXPECT_EQ(unaccounted(), 0U);
}

TEST_F(ASinkMirror, ShowsAnOlderFrameOnCopyAndThenTheOneThatWaits) {
    show_first_frame();
    offer();
    offer();
    static_cast<void>(mirror_->begin(Path::copy, 2));
    mirror_->shown(2, 100);
    ASSERT_TRUE(mirror_->has_work());
    static_cast<void>(mirror_->begin(Path::copy, 3));
    mirror_->shown(3, 100);
    EXPECT_EQ(statistics_.frames_superseded, 0U);
    EXPECT_EQ(statistics_.frames_shown, 3U);
    EXPECT_EQ(statistics_.bytes_copied, 200U);
}

TEST_F(ASinkMirror, HasNothingToDoWhenTheCopyWasNewerThanAsked) {
    show_first_frame();
    offer();
    static_cast<void>(mirror_->begin(Path::copy, 2));
    offer();
    mirror_->shown(3, 100);
    EXPECT_FALSE(mirror_->has_work());
    EXPECT_EQ(statistics_.last_shown_sequence, 3U);
    EXPECT_EQ(unaccounted(), 0U);
}

TEST_F(ASinkMirror, SkipsAFrameThatChangesNothing) {
    show_first_frame();
    offer();
    mirror_->skip();
    EXPECT_EQ(mirror_->displayed(), 2U);
    EXPECT_EQ(statistics_.last_shown_sequence, 2U);
    EXPECT_EQ(statistics_.commits, 1U);
}

TEST_F(ASinkMirror, CountsFramesAsLostOnlyWhileNoPathIsOpen) {
    show_first_frame();
    offer();
    begin();
    mirror_->failed();
    mirror_->offer(++newest_, true);
    EXPECT_EQ(statistics_.frames_lost, 1U);
    EXPECT_EQ(statistics_.frames_superseded, 0U);
}

TEST_F(ASinkMirror, RepaintsThePictureInSlicesThatCoverIt) {
    show_first_frame();
    pixels::Region repainted;
    for (int slice = 0; slice < SinkMirror::slices; ++slice) {
        ASSERT_TRUE(mirror_->repaint_slice());
        const Order order = begin();
        EXPECT_LE(order.owed.area(), pixels::Region(picture).area() / SinkMirror::slices);
        repainted.add(order.owed);
        mirror_->shown(newest_, 0);
    }
    EXPECT_EQ(repainted, pixels::Region(picture));
    EXPECT_EQ(unaccounted(), 0U);
}

TEST_F(ASinkMirror, RepaintsALowPictureInFewerSlicesNoneOfThemEmpty) {
    constexpr Rect low{0, 20, 64, 40};
    mirror_.emplace(statistics_, low, false);
    show_first_frame();
    pixels::Region repainted;
    for (int slice = 0; slice < SinkMirror::slices; ++slice) {
        ASSERT_TRUE(mirror_->repaint_slice());
        const Order order = begin();
        EXPECT_FALSE(order.owed.empty());
        repainted.add(order.owed);
        mirror_->shown(newest_, 0);
    }
    EXPECT_EQ(repainted, pixels::Region(low));
}

TEST_F(ASinkMirror, RepaintsNoSliceWhileThereIsSomethingElseToShow) {
    EXPECT_FALSE(mirror_->repaint_slice()) << "no picture";
    show_first_frame();
    offer();
    EXPECT_FALSE(mirror_->repaint_slice());
    begin();
    EXPECT_FALSE(mirror_->repaint_slice());
}

TEST_F(ASinkMirror, SetsTheModeAgainWhenNobodyKnowsTheDisplay) {
    show_first_frame();
    mirror_->require_modeset();
    EXPECT_FALSE(mirror_->has_picture());
    offer();
    EXPECT_TRUE(begin().modeset);
}

TEST_F(ASinkMirror, AccountsForEveryFrameWhateverHappens) {
    std::mt19937 random(5);
    for (int step = 0; step < 2000; ++step) {
        switch (random() % 8) {
            case 0:
            case 1:
            case 2:
                mirror_->offer(++newest_, random() % 4 == 0);
                break;
            case 3:
                if (mirror_->has_work())
                    begin();
                break;
            case 4:
                if (mirror_->is_in_flight())
                    mirror_->shown(newest_, 0);
                break;
            case 5:
                if (mirror_->is_in_flight())
                    mirror_->failed();
                break;
            case 6:
                mirror_->repaint();
                break;
            default:
                static_cast<void>(mirror_->repaint_slice());
                break;
        }
        ASSERT_LE(unaccounted(), 2U) << "one in flight, and one that waits";
    }
    mirror_.reset();
    EXPECT_EQ(unaccounted(), 0U);
}

}  // namespace
}  // namespace kmsmirror::mirror
