// SPDX-License-Identifier: MIT
#include "tools/frame_diff.h"

#include <gmock/gmock.h>

#include <cstring>
#include <random>

bool operator==(const kmsmirror_rect& a, const kmsmirror_rect& b) {
    return a.x1 == b.x1 && a.y1 == b.y1 && a.x2 == b.x2 && a.y2 == b.y2;
}

namespace kmsmirror::tools {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::UnorderedElementsAre;

std::int64_t total_area(const Damage& damage) {
    std::int64_t area = 0;
    for (const auto& r : damage)
        area += std::int64_t{r.x2 - r.x1} * (r.y2 - r.y1);
    return area;
}

class FrameDiffTest : public testing::Test {
protected:
    // Changes every pixel of a rectangle.
    void change(kmsmirror_rect r) {
        for (std::int32_t y = r.y1; y < r.y2; ++y)
            for (std::int32_t x = r.x1; x < r.x2; ++x)
                for (std::uint32_t i = 0; i < layout.bytes_per_pixel; ++i)
                    after[at(x, y) + i] ^= std::byte{0x55};
    }
    [[nodiscard]] std::size_t at(std::int32_t x, std::int32_t y) const {
        return static_cast<std::size_t>(y) * layout.row_bytes() + static_cast<std::size_t>(x) * layout.bytes_per_pixel;
    }
    [[nodiscard]] const Damage& compare() { return diff.compare(before.data(), after.data()); }

    PictureLayout layout{200, 100, 4};
    FrameDiff diff{layout};
    std::vector<std::byte> before = std::vector<std::byte>(layout.bytes());
    std::vector<std::byte> after = before;
};

TEST_F(FrameDiffTest, FindsNothingInEqualPictures) {
    EXPECT_THAT(compare(), IsEmpty());
}

TEST_F(FrameDiffTest, FindsTheWholePicture) {
    change({0, 0, 200, 100});
    EXPECT_THAT(compare(), ElementsAre(kmsmirror_rect{0, 0, 200, 100}));
}

TEST_F(FrameDiffTest, FindsSinglePixelsInTheCorners) {
    change({0, 0, 1, 1});
    change({199, 0, 200, 1});
    change({0, 99, 1, 100});
    change({199, 99, 200, 100});
    EXPECT_THAT(compare(), UnorderedElementsAre(kmsmirror_rect{0, 0, 1, 1}, kmsmirror_rect{199, 0, 200, 1},
                                                kmsmirror_rect{0, 99, 1, 100}, kmsmirror_rect{199, 99, 200, 100}));
}

TEST_F(FrameDiffTest, FitsARectangleTightly) {
    change({33, 7, 131, 52});
    EXPECT_THAT(compare(), ElementsAre(kmsmirror_rect{33, 7, 131, 52}));
}

TEST_F(FrameDiffTest, KeepsShapesSideBySideApart) {
    change({3, 10, 20, 30});
    change({150, 20, 190, 60});
    EXPECT_THAT(compare(), UnorderedElementsAre(kmsmirror_rect{3, 10, 20, 30}, kmsmirror_rect{150, 20, 190, 60}));
}

TEST_F(FrameDiffTest, ForgetsTheComparisonBefore) {
    change({3, 10, 20, 30});
    (void)compare();
    before = after;
    change({50, 50, 60, 60});
    EXPECT_THAT(compare(), ElementsAre(kmsmirror_rect{50, 50, 60, 60}));
}

TEST_F(FrameDiffTest, NeedsNoMoreThanTheAllowedRectanglesForTheWorstPicture) {
    for (std::int32_t y = 0; y < 100; y += 2)
        for (std::int32_t x = 0; x < 200; x += 64)
            change({x, y, x + 1, y + 1});
    EXPECT_LE(compare().size(), 64U);
}

TEST(FrameDiff, WorksForTwoBytesPerPixelAndOddWidths) {
    const PictureLayout layout{33, 3, 2};
    FrameDiff diff(layout);
    std::vector<std::byte> before(layout.bytes());
    auto after = before;
    after[1 * 66 + 32 * 2 + 1] = std::byte{1};
    EXPECT_THAT(diff.compare(before.data(), after.data()), ElementsAre(kmsmirror_rect{32, 1, 33, 2}));
}

// Damage put into the old picture makes the new one, whatever changed.
TEST(FrameDiff, MakesTheNewPictureFromTheOldOne) {
    std::mt19937 random(1);
    for (int round = 0; round < 300; ++round) {
        const PictureLayout layout{1 + static_cast<std::uint32_t>(random() % 300),
                                   1 + static_cast<std::uint32_t>(random() % 200), random() % 2 == 0 ? 4U : 2U};
        FrameDiff diff(layout);
        std::vector<std::byte> before(layout.bytes());
        auto after = before;
        const auto changes = static_cast<std::uint32_t>(random() % (round % 3 == 0 ? 400 : 8));
        for (std::uint32_t i = 0; i < changes; ++i)
            after[random() % after.size()] = static_cast<std::byte>(random());
        const Damage damage = diff.compare(before.data(), after.data());
        ASSERT_LE(damage.size(), 64U);
        for (const auto& r : damage) {
            ASSERT_TRUE(0 <= r.x1 && r.x1 < r.x2 && r.x2 <= static_cast<std::int32_t>(layout.width));
            ASSERT_TRUE(0 <= r.y1 && r.y1 < r.y2 && r.y2 <= static_cast<std::int32_t>(layout.height));
            for (std::int32_t y = r.y1; y < r.y2; ++y) {
                const auto start = static_cast<std::size_t>(y) * layout.row_bytes() +
                                   static_cast<std::size_t>(r.x1) * layout.bytes_per_pixel;
                std::memcpy(before.data() + start, after.data() + start,
                            static_cast<std::size_t>(r.x2 - r.x1) * layout.bytes_per_pixel);
            }
        }
        ASSERT_EQ(before, after) << "round " << round;
    }
}

TEST(MergeRectangles, TakesThePairsThatWasteLeast) {
    Damage damage{{0, 0, 10, 10}, {500, 500, 510, 510}, {10, 0, 20, 10}};
    merge_rectangles(damage, 2);
    EXPECT_THAT(damage, UnorderedElementsAre(kmsmirror_rect{0, 0, 20, 10}, kmsmirror_rect{500, 500, 510, 510}));
}

TEST(MergeRectangles, DoesNotGrowTheAreaNeedlessly) {
    Damage damage;
    for (std::int32_t i = 0; i < 100; ++i)
        damage.push_back({i % 10 * 100, i / 10 * 100, i % 10 * 100 + 10, i / 10 * 100 + 10});
    merge_rectangles(damage, 64);
    EXPECT_EQ(damage.size(), 64U);
    // a pair of neighbours costs 900 pixels; 36 of the 100 must be merged away
    EXPECT_LE(total_area(damage), 100 * 100 + 36 * 1000);
}

}  // namespace
}  // namespace kmsmirror::tools
