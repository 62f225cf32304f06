// SPDX-License-Identifier: MIT
#include "pixels/damage_journal.h"

#include <gtest/gtest.h>

#include <random>
#include <vector>

#include "random_shapes.h"

namespace kmsmirror::pixels {
namespace {

constexpr Size small{24, 16};
constexpr Size screen{1920, 1080};
const Region whole(rect_of(small));

Region pixel_at(std::int32_t x, std::int32_t y) {
    return Region(Rect{x, y, x + 1, y + 1});
}

TEST(DamageJournal, KnowsWhatChangedFromOneFrameToTheNext) {
    DamageJournal journal(small);
    journal.add(1, whole);
    journal.add(2, pixel_at(3, 4));
    journal.add(3, pixel_at(5, 6));
    EXPECT_EQ(journal.between(1, 2), pixel_at(3, 4));
    EXPECT_EQ(journal.between(2, 3), pixel_at(5, 6));
    Region both = pixel_at(3, 4);
    both.add(pixel_at(5, 6));
    EXPECT_EQ(journal.between(1, 3), both);
}

TEST(DamageJournal, SaysTheSameWhicheverFrameIsTheOlderOne) {
    DamageJournal journal(small);
    journal.add(1, whole);
    journal.add(2, pixel_at(3, 4));
    EXPECT_EQ(journal.between(2, 1), pixel_at(3, 4));
    EXPECT_EQ(journal.between(1, 0), whole);
}

TEST(DamageJournal, SaysThatAFrameDoesNotDifferFromItself) {
    DamageJournal journal(small);
    journal.add(7, whole);
    EXPECT_TRUE(journal.between(7, 7).empty());
}

TEST(DamageJournal, SaysEverythingToWhoHasNoFrame) {
    DamageJournal journal(small);
    EXPECT_EQ(journal.between(0, 0), whole);
    EXPECT_EQ(journal.between(0, 1), whole);
    journal.add(1, Region());
    EXPECT_EQ(journal.between(0, 0), whole);
    EXPECT_EQ(journal.between(0, 1), whole);
}

TEST(DamageJournal, SaysEverythingForFramesThatItHasNotSeen) {
    DamageJournal journal(small);
    journal.add(10, pixel_at(0, 0));
    journal.add(11, pixel_at(1, 1));
    EXPECT_EQ(journal.between(9, 11), whole);
    EXPECT_EQ(journal.between(11, 12), whole);
    EXPECT_EQ(journal.between(12, 13), whole);
}

TEST(DamageJournal, CountsFramesThatNobodyAddedWithTheNextOne) {
    DamageJournal journal(small);
    journal.add(10, whole);
    journal.add(20, pixel_at(1, 1));
    EXPECT_EQ(journal.between(15, 20), pixel_at(1, 1));
    EXPECT_EQ(journal.between(10, 15), pixel_at(1, 1));
}

TEST(DamageJournal, LeavesOutWhatLiesBesideThePicture) {
    DamageJournal journal(small);
    journal.add(1, whole);
    journal.add(2, Region(Rect{20, -5, 100, 3}));
    EXPECT_EQ(journal.between(1, 2), Region(Rect{20, 0, 24, 3}));
}

TEST(DamageJournal, RemembersLittleOfAnyNumberOfFrames) {
    DamageJournal journal(screen);
    journal.add(1, Region(rect_of(screen)));
    for (Sequence frame = 2; frame <= 2000; ++frame)
        journal.add(frame, pixel_at(static_cast<std::int32_t>(frame % 100), 7));
    EXPECT_EQ(journal.between(1, 2000), Region(Rect{0, 7, 100, 8}));
    EXPECT_EQ(journal.between(1999, 2000), pixel_at(0, 7));
}

TEST(DamageJournal, BoundsTheBoxesOfEverySum) {
    RandomShapes random(5);
    DamageJournal journal(screen);
    journal.add(1, Region(rect_of(screen)));
    for (Sequence frame = 2; frame <= 20'000; ++frame)
        journal.add(frame, Region(random.rect(screen, {1, 1})));
    EXPECT_LE(journal.between(1, 20'000).boxes(), DamageJournal::max_boxes);
    EXPECT_LE(journal.between(19'000, 20'000).boxes(), DamageJournal::max_boxes);
    EXPECT_EQ(journal.between(19'990, 20'000).area(), 10U);
}

TEST(DamageJournal, BoundsTheBoxesOfOneFrame) {
    const std::vector<Rect> pixels = RandomShapes(6).rects(5000, screen, {1, 1});
    DamageJournal journal(screen);
    journal.add(1, Region());
    journal.add(2, Region(pixels));
    EXPECT_LE(journal.between(1, 2).boxes(), DamageJournal::max_boxes);
    EXPECT_TRUE(journal.between(1, 2).contains(Region(pixels)));
}

// Against whole pictures: a pixel is what its last change made of it.
class RandomFrames {
public:
    explicit RandomFrames(std::uint32_t seed) : random_(seed), pictures_{Picture(pixel_count)} { next(1); }

    void next(Sequence step) {
        frame_ += step;
        Picture picture = pictures_.back();
        const std::vector<Rect> changed = random_.rects(random_.below(4), small, {8, 8});
        for (const Rect& rect : changed)
            draw(picture, rect, frame_);
        journal_.add(frame_, Region(changed));
        pictures_.resize(static_cast<std::size_t>(frame_),
                         pictures_.back());  // those that were left out were never seen
        pictures_.push_back(picture);
    }

    [[nodiscard]] Sequence newest() const { return frame_; }
    [[nodiscard]] const DamageJournal& journal() const { return journal_; }
    // The pixels that differ, as far as changes tell: a pixel that was drawn again counts.
    [[nodiscard]] Region difference(Sequence older, Sequence newer) const {
        Region region;
        const Picture& before = pictures_[static_cast<std::size_t>(older)];
        const Picture& after = pictures_[static_cast<std::size_t>(newer)];
        for (std::size_t i = 0; i < pixel_count; ++i)
            if (before[i] != after[i])
                region.add(
                    pixel_at(static_cast<std::int32_t>(i % small.width), static_cast<std::int32_t>(i / small.width)));
        return region;
    }

private:
    using Picture = std::vector<Sequence>;
    static constexpr std::size_t pixel_count = std::size_t{small.width} * small.height;

    static void draw(Picture& picture, const Rect& rect, Sequence value) {
        for (auto y = static_cast<std::size_t>(rect.y1); y < static_cast<std::size_t>(rect.y2); ++y)
            for (auto x = static_cast<std::size_t>(rect.x1); x < static_cast<std::size_t>(rect.x2); ++x)
                picture[y * small.width + x] = value;
    }

    RandomShapes random_;
    DamageJournal journal_{small};
    Sequence frame_ = 0;
    std::vector<Picture> pictures_;  // by sequence number
};

TEST(DamageJournal, SaysExactlyWhatDiffersAndNeverLess) {
    for (std::uint32_t seed = 0; seed < 8; ++seed) {
        RandomFrames frames(seed);
        std::mt19937 random(seed);
        for (int step = 0; step < 150; ++step) {
            frames.next(1);
            const Sequence newest = frames.newest();
            for (const Sequence remembered : {1 + random() % newest, newest - 1, newest}) {
                const Region said = frames.journal().between(remembered, newest);
                const Region differs = frames.difference(remembered, newest);
                ASSERT_TRUE(said.contains(differs)) << seed << ": " << remembered << " to " << newest;
                if (remembered + DamageJournal::max_entries > newest) {
                    ASSERT_EQ(said, differs) << seed << ": " << remembered << " to " << newest;
                }
            }
            const Sequence a = 1 + random() % newest;
            const Sequence b = 1 + random() % newest;
            ASSERT_TRUE(frames.journal().between(a, b).contains(frames.difference(a, b))) << seed;
            ASSERT_EQ(frames.journal().between(a, b), frames.journal().between(b, a)) << seed;
        }
    }
}

TEST(DamageJournal, NeverSaysLessWhereNumbersAreLeftOut) {
    for (std::uint32_t seed = 0; seed < 8; ++seed) {
        RandomFrames frames(seed);
        std::mt19937 random(seed);
        for (int step = 0; step < 100; ++step) {
            frames.next(1 + random() % 3);
            const Sequence a = 1 + random() % frames.newest();
            const Sequence b = 1 + random() % frames.newest();
            ASSERT_TRUE(frames.journal().between(a, b).contains(frames.difference(a, b))) << seed;
        }
    }
}

}  // namespace
}  // namespace kmsmirror::pixels
