// SPDX-License-Identifier: MIT
#include "pixels/painter.h"

#include <gtest/gtest.h>

#include "picture.h"

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
    const Geometry geometry({3, 3}, {5, 7}, {.fit = Fit::none});
    TestPicture source({3, 3}, Format::xrgb8888);
    TestPicture display({5, 7}, Format::rgb565);
    source.fill_randomly(1);
    display.fill_randomly(2);
    Painter painter(geometry, Format::xrgb8888, Format::rgb565, Dither::none);
    EXPECT_EQ(painter.paint(source.image(), display.image(), Region(rect_of({5, 7}))), 5U * 7 * 2);
    expect_painted(geometry, source, display);
}

// pixman draws nothing where a coordinate does not fit, and weighs pixels with 16 bits: many come to nothing.
TEST(Painter, KeepsAPlainColourInEverySize) {
    constexpr std::uint32_t grey = 0x808080;
    struct Sizes {
        Size source, display;
    };
    constexpr Sizes all_sizes[] = {{{180, 135}, {3, 3}}, {{126, 126}, {2, 2}},     {{240, 240}, {2, 2}},
                                   {{360, 240}, {3, 1}}, {{480, 480}, {1, 1}},     {{2000, 9}, {1, 1}},
                                   {{16384, 2}, {1, 1}}, {{2, 16384}, {3, 2}},     {{1, 1}, {4096, 2}},
                                   {{1, 2}, {2, 16384}}, {{16384, 1}, {16384, 2}}, {{16384, 3}, {800, 4}}};
    for (const auto& [source_size, display_size] : all_sizes)
        for (const Filter filter : {Filter::automatic, Filter::nearest, Filter::bilinear, Filter::area})
            for (const std::uint8_t quarters : {std::uint8_t{0}, std::uint8_t{1}}) {
                const Geometry geometry(source_size, display_size,
                                        {.fit = Fit::stretch, .turn = {quarters, false}, .filter = filter});
                TestPicture source(source_size, Format::xrgb8888);
                for (std::uint32_t y = 0; y < source_size.height; ++y)
                    for (std::uint32_t x = 0; x < source_size.width; ++x)
                        source.set(x, y, grey);
                TestPicture display(display_size, Format::xrgb8888);
                Painter(geometry, Format::xrgb8888, Format::xrgb8888, Dither::none)
                    .paint(source.image(), display.image(), Region(rect_of(display_size)));
                for (std::uint32_t y = 0; y < display_size.height; ++y)
                    for (std::uint32_t x = 0; x < display_size.width; ++x)
                        ASSERT_NEAR(display.at(x, y) & 0xff, grey & 0xff, 4)
                            << source_size.width << "x" << source_size.height << " on " << display_size.width << "x"
                            << display_size.height << " by " << filter_name(filter);
            }
}

TEST(Painter, PaintsNothingWhereItIsNotAskedTo) {
    TestPicture source({4, 4}, Format::xrgb8888);
    TestPicture display({4, 4}, Format::xrgb8888);
    source.fill_randomly(1);
    Painter painter(Geometry({4, 4}, {4, 4}, {}), Format::xrgb8888, Format::xrgb8888, Dither::none);
    EXPECT_EQ(painter.paint(source.image(), display.image(), Region()), 0U);
    EXPECT_EQ(painter.paint(source.image(), display.image(), Region(Rect{1, 2, 3, 3})), 2U * 4);
    for (std::uint32_t y = 0; y < 4; ++y)
        for (std::uint32_t x = 0; x < 4; ++x)
            EXPECT_EQ(display.at(x, y), y == 2 && (x == 1 || x == 2) ? source.at(x, y) : 0U);
}

TEST(Painter, PaintsBlackBelowTheModeWhereTheImageIsHigher) {
    const Geometry geometry({8, 4}, {8, 4}, {});
    TestPicture source({8, 4}, Format::xrgb8888);
    TestPicture display({8, 6}, Format::xrgb8888);
    source.fill_randomly(1);
    display.fill_randomly(2);
    Painter painter(geometry, Format::xrgb8888, Format::xrgb8888, Dither::none);
    painter.paint(source.image(), display.image(), Region(rect_of({8, 6})));
    expect_painted(geometry, source, display);
}

}  // namespace
}  // namespace kmsmirror::pixels
