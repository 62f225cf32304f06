// SPDX-License-Identifier: MIT
// What the painter makes of random pictures in random places, in all ways in which they can lie there.
#include <gtest/gtest.h>
#include <pixman.h>

#include <array>
#include <string>
#include <utility>

#include "picture.h"
#include "pixels/painter.h"
#include "random_placement.h"
#include "tests/reference/reference_painter.h"

namespace kmsmirror::pixels {
namespace {

pixman_image_t* bits(const TestPicture& picture) {
    const Image& image = picture.image();
    return pixman_image_create_bits(image.format == Format::rgb565 ? PIXMAN_r5g6b5 : PIXMAN_x8r8g8b8,
                                    static_cast<int>(image.size.width), static_cast<int>(image.size.height),
                                    reinterpret_cast<std::uint32_t*>(image.data), static_cast<int>(image.pitch));
}

TestPicture painted_by_pixman(const TestPicture& source, Size display, Format format, const Placement& placement) {
    TestPicture result(display, format, aligned_pitch(display.width, format) - display.width * bytes_per_pixel(format));
    pixman_image_t* from = bits(source);
    pixman_image_t* to = bits(result);
    reference::paint(from, to, placement);
    pixman_image_unref(from);
    pixman_image_unref(to);
    return result;
}

testing::AssertionResult same(const TestPicture& one, const TestPicture& other) {
    for (std::uint32_t y = 0; y < one.image().size.height; ++y)
        for (std::uint32_t x = 0; x < one.image().size.width; ++x)
            if (one.at(x, y) != other.at(x, y))
                return testing::AssertionFailure()
                       << "at " << x << "," << y << std::hex << ": " << one.at(x, y) << " and " << other.at(x, y);
    return testing::AssertionSuccess();
}

std::string described(Size source, Size display, const Placement& placement) {
    std::string text = "source " + std::to_string(source.width) + "x" + std::to_string(source.height) + ", display " +
                       std::to_string(display.width) + "x" + std::to_string(display.height) + ", " +
                       std::string(fit_name(placement.fit)) + ", turned " + std::to_string(placement.turn.quarters) +
                       (placement.turn.is_mirrored ? " mirrored" : "") + ", " +
                       std::string(filter_name(placement.filter));
    if (placement.region)
        text += ", region " + region_text(*placement.region);
    return text;
}

class RandomPlacing {
public:
    explicit RandomPlacing(std::uint32_t seed)
        : random_(seed),
          source_size_(random_size(random_)),
          display_size_(random_size(random_)),
          placement_(random_placement(random_, source_size_)),
          geometry_(source_size_, display_size_, placement_),
          source_(picture(source_size_, true)),
          display_format_(random_format()),
          dither_(std::array{Dither::none, Dither::none, Dither::ordered, Dither::mono}.at(random_.below(4))),
          painter_(geometry_, source_.image().format, display_format_, dither_) {}

    [[nodiscard]] std::string text() const { return described(source_size_, display_size_, placement_); }

    void expect_the_same_as_by_pixman() {
        const TestPicture all = painted();
        // What has 16 bits already needs no pattern for them.
        const bool has_these_bits = source_.image().format == Format::rgb565 && !geometry_.is_scaled();
        const bool is_plain_565 = display_format_ == Format::rgb565 &&
                                  (dither_ == Dither::none || (dither_ == Dither::ordered && has_these_bits));
        const TestPicture expected =
            painted_by_pixman(source_, display_size_, is_plain_565 ? Format::rgb565 : Format::xrgb8888, placement_);
        EXPECT_TRUE(same(all, is_plain_565 ? expected : reduced(expected)));
    }

    // Frame after frame, by what each changed; in pieces, and with pieces of the display once more.
    void expect_that_parts_make_the_whole() {
        TestPicture shown = painted();
        for (int frame = 0; frame < 4; ++frame) {
            const Region damage(random_.rects(1 + random_.below(4), source_size_, {20, 12}));
            TestPicture before = painted();
            change(damage);
            const TestPicture after = painted();
            const Region where = geometry_.map(damage);
            expect_differences_inside(std::move(before), after, where);
            for (const Rect& rect : where.rects())
                painter_.paint(source_.image(), shown.image(), Region(rect));
            EXPECT_TRUE(same(shown, after)) << "after the damage";
            painter_.paint(source_.image(), shown.image(), Region(random_.rects(3, display_size_, {20, 12})));
            EXPECT_TRUE(same(shown, after)) << "after pieces";
        }
    }

    // What unmap() leaves out has no influence.
    void expect_that_nothing_else_is_read() {
        TestPicture shown = painted();
        const TestPicture expected = painted();
        const Region where(random_.rect(display_size_, display_size_));
        Region others(rect_of(source_size_));
        others.subtract(geometry_.unmap(where));
        change(others);
        painter_.paint(source_.image(), shown.image(), where);
        EXPECT_TRUE(same(shown, expected));
    }

private:
    [[nodiscard]] TestPicture reduced(const TestPicture& colours) const {
        TestPicture result(display_size_, display_format_);
        for (std::uint32_t y = 0; y < display_size_.height; ++y)
            for (std::uint32_t x = 0; x < display_size_.width; ++x)
                result.set(x, y, reduced(colours.at(x, y), x, y));
        return result;
    }
    [[nodiscard]] std::uint32_t reduced(std::uint32_t rgb, std::uint32_t x, std::uint32_t y) const {
        if (dither_ == Dither::mono)
            return reference::is_white(rgb, x, y) ? 0xffffff : 0;
        const bool is_ordered = dither_ == Dither::ordered;
        switch (display_format_) {
            case Format::rgb565:
                return reference::reduced_colour(rgb, {5, 6, 5}, is_ordered, x, y);
            case Format::rgb332:
                return reference::reduced_colour(rgb, {3, 3, 2}, is_ordered, x, y);
            case Format::r8:
                return reference::grey(rgb);
            case Format::xrgb8888:
                break;
        }
        return rgb;
    }
    [[nodiscard]] Region everything() const { return Region(rect_of(display_size_)); }
    Format random_format() {
        return std::array{Format::xrgb8888, Format::rgb565, Format::rgb332, Format::r8}.at(random_.below(4));
    }
    TestPicture picture(Size size, bool is_aligned) {
        const Format format = random_.below(2) == 0 ? Format::xrgb8888 : Format::rgb565;
        const std::uint32_t padding = aligned_pitch(size.width, format) - size.width * bytes_per_pixel(format);
        TestPicture result(size, format, is_aligned ? padding : random_.below(4), is_aligned ? 0 : random_.below(3));
        result.fill_randomly(random_.below(1000));
        return result;
    }
    TestPicture display() {
        TestPicture result(display_size_, display_format_, random_.below(4), random_.below(3));
        result.fill_randomly(random_.below(1000));
        return result;
    }
    TestPicture painted() {
        TestPicture result = display();
        EXPECT_EQ(painter_.paint(source_.image(), result.image(), everything()),
                  everything().area() * bytes_per_pixel(display_format_));
        return result;
    }
    void change(const Region& where) {
        for (const Rect& rect : where.rects())
            for (std::int32_t y = rect.y1; y < rect.y2; ++y)
                for (std::int32_t x = rect.x1; x < rect.x2; ++x)
                    source_.set(static_cast<std::uint32_t>(x), static_cast<std::uint32_t>(y),
                                random_.below(0xffffffff));
    }
    static void expect_differences_inside(TestPicture before, const TestPicture& after, const Region& where) {
        for (const Rect& rect : where.rects())
            for (std::int32_t y = rect.y1; y < rect.y2; ++y)
                for (std::int32_t x = rect.x1; x < rect.x2; ++x)
                    before.set_again(static_cast<std::uint32_t>(x), static_cast<std::uint32_t>(y), after);
        EXPECT_TRUE(same(before, after)) << "outside of what was mapped";
    }

    RandomShapes random_;
    const Size source_size_;
    const Size display_size_;
    const Placement placement_;
    const Geometry geometry_;
    TestPicture source_;
    const Format display_format_;
    const Dither dither_;
    Painter painter_;
};

constexpr std::uint32_t rounds = 400;

template <class Function>
void in_random_places(Function function) {
    for (std::uint32_t seed = 0; seed < rounds && !testing::Test::HasFailure(); ++seed) {
        RandomPlacing placing(seed);
        SCOPED_TRACE(testing::Message() << "seed " << seed << ": " << placing.text());
        function(placing);
    }
}

TEST(PainterProperty, PaintsTheWholeAsPixmanDoesInOneCall) {
    in_random_places([](RandomPlacing& placing) { placing.expect_the_same_as_by_pixman(); });
}

TEST(PainterProperty, MakesTheSameOfAllAndOfWhatChanged) {
    in_random_places([](RandomPlacing& placing) { placing.expect_that_parts_make_the_whole(); });
}

TEST(PainterProperty, ReadsOnlyWhatTheGeometrySays) {
    in_random_places([](RandomPlacing& placing) { placing.expect_that_nothing_else_is_read(); });
}

// By moving pixels one by one, as the words say it.
TEST(PainterProperty, TurnsClockwiseWhatWasMirroredBefore) {
    constexpr Size size{7, 5};
    TestPicture source(size, Format::xrgb8888);
    source.fill_randomly(1);
    for (unsigned number = 0; number < 8; ++number) {
        const Turn turn = turn_number(number);
        const Size turned = turn.turned(size);
        const Geometry geometry(size, turned, {.turn = turn});
        TestPicture display(turned, Format::xrgb8888);
        Painter(geometry, Format::xrgb8888, Format::xrgb8888, Dither::none)
            .paint(source.image(), display.image(), Region(rect_of(turned)));
        for (std::uint32_t y = 0; y < size.height; ++y)
            for (std::uint32_t x = 0; x < size.width; ++x) {
                std::uint32_t column = turn.is_mirrored ? size.width - 1 - x : x;
                std::uint32_t row = y;
                Size now = size;
                for (unsigned quarter = 0; quarter < turn.quarters; ++quarter) {
                    const std::uint32_t new_column = now.height - 1 - row;
                    row = column;
                    column = new_column;
                    now = {now.height, now.width};
                }
                ASSERT_EQ(display.at(column, row), source.at(x, y)) << number << ": " << x << "," << y;
            }
    }
}

}  // namespace
}  // namespace kmsmirror::pixels
