// SPDX-License-Identifier: MIT
#include "pixels/painter.h"

#include <gtest/gtest.h>

#include "picture.h"
#include "random_shapes.h"

namespace kmsmirror::pixels {
namespace {

// What a pixel of the display has to be, worked out without any region.
std::uint32_t painted_pixel(const Geometry& geometry, const TestPicture& source, Format to, std::uint32_t x,
                            std::uint32_t y) {
    const Rect& shown = geometry.display_part();
    const auto column = static_cast<std::int32_t>(x) - shown.x1;
    const auto row = static_cast<std::int32_t>(y) - shown.y1;
    if (column < 0 || row < 0 || column >= shown.width() || row >= shown.height())
        return 0;
    return converted(source.at(static_cast<std::uint32_t>(geometry.source_part().x1 + column),
                               static_cast<std::uint32_t>(geometry.source_part().y1 + row)),
                     source.image().format, to);
}

void expect_painted(const Geometry& geometry, const TestPicture& source, const TestPicture& display) {
    for (std::uint32_t y = 0; y < display.image().size.height; ++y)
        for (std::uint32_t x = 0; x < display.image().size.width; ++x)
            ASSERT_EQ(display.at(x, y), painted_pixel(geometry, source, display.image().format, x, y)) << x << "," << y;
}

TEST(Painter, PaintsTheSourceInItsPlaceAndBlackAround) {
    const Geometry geometry({3, 3}, {5, 7});
    TestPicture source({3, 3}, Format::xrgb8888);
    TestPicture display({5, 7}, Format::rgb565);
    source.fill_randomly(1);
    display.fill_randomly(2);
    const Painter painter(geometry, Format::xrgb8888, Format::rgb565);
    EXPECT_EQ(painter.paint(source.image(), display.image(), Region(rect_of({5, 7}))), 5U * 7 * 2);
    expect_painted(geometry, source, display);
}

TEST(Painter, PaintsNothingWhereItIsNotAskedTo) {
    TestPicture source({4, 4}, Format::xrgb8888);
    TestPicture display({4, 4}, Format::xrgb8888);
    source.fill_randomly(1);
    const Painter painter(Geometry({4, 4}, {4, 4}), Format::xrgb8888, Format::xrgb8888);
    EXPECT_EQ(painter.paint(source.image(), display.image(), Region()), 0U);
    EXPECT_EQ(painter.paint(source.image(), display.image(), Region(Rect{1, 2, 3, 3})), 2U * 4);
    for (std::uint32_t y = 0; y < 4; ++y)
        for (std::uint32_t x = 0; x < 4; ++x)
            EXPECT_EQ(display.at(x, y), y == 2 && (x == 1 || x == 2) ? source.at(x, y) : 0U);
}

TEST(Painter, PaintsBlackBelowTheModeWhereTheImageIsHigher) {
    const Geometry geometry({8, 4}, {8, 4});
    TestPicture source({8, 4}, Format::xrgb8888);
    TestPicture display({8, 6}, Format::xrgb8888);
    source.fill_randomly(1);
    display.fill_randomly(2);
    const Painter painter(geometry, Format::xrgb8888, Format::xrgb8888);
    painter.paint(source.image(), display.image(), Region(rect_of({8, 6})));
    expect_painted(geometry, source, display);
}

class RandomPainting {
public:
    explicit RandomPainting(std::uint32_t seed) : random_(seed) {}

    void run() {
        const Size source_size = random_.size(largest);
        const Size display_size = random_.size(largest);
        const Geometry geometry(source_size, display_size);
        TestPicture source = picture(source_size);
        const TestPicture all = picture(display_size);
        const Painter painter(geometry, source.image().format, all.image().format);
        const Region whole_display(rect_of(display_size));
        EXPECT_EQ(painter.paint(source.image(), all.image(), whole_display), bytes(whole_display, all));
        expect_painted(geometry, source, all);

        // Frames one after the other, by what they changed; and pieces of the display painted once more.
        for (int frame = 0; frame < 4; ++frame) {
            const Region damage = region(source_size);
            change(source, damage);
            const Region where = geometry.map(damage);
            EXPECT_EQ(painter.paint(source.image(), all.image(), where), bytes(where, all));
            expect_painted(geometry, source, all);
            painter.paint(source.image(), all.image(), region(display_size));
            expect_painted(geometry, source, all);
        }
    }

private:
    Format format() { return random_.below(2) == 0 ? Format::xrgb8888 : Format::rgb565; }
    TestPicture picture(Size size) {
        TestPicture result(size, format(), random_.below(4), random_.below(3));
        result.fill_randomly(random_.below(1000));
        return result;
    }
    static std::uint64_t bytes(const Region& region, const TestPicture& picture) {
        return region.area() * bytes_per_pixel(picture.image().format);
    }
    Region region(Size inside) { return Region(random_.rects(random_.below(6), inside, {20, 12})); }
    void change(TestPicture& source, const Region& where) {
        for (const Rect& rect : where.rects())
            for (auto y = static_cast<std::uint32_t>(rect.y1); y < static_cast<std::uint32_t>(rect.y2); ++y)
                for (auto x = static_cast<std::uint32_t>(rect.x1); x < static_cast<std::uint32_t>(rect.x2); ++x)
                    source.set(x, y, random_.below(0xffffffff));
    }

    static constexpr Size largest{50, 40};
    RandomShapes random_;
};

TEST(Painter, MakesTheSameOfAllAndOfWhatChanged) {
    for (std::uint32_t seed = 0; seed < 300; ++seed) {
        SCOPED_TRACE(seed);
        RandomPainting(seed).run();
        if (testing::Test::HasFailure())
            return;
    }
}

}  // namespace
}  // namespace kmsmirror::pixels
