// SPDX-License-Identifier: MIT
// What the painter makes of random pictures in random places, in all ways in which they can lie there.
#include <gtest/gtest.h>
#include <pixman.h>

#include <cmath>
#include <cstdlib>

#include "picture.h"
#include "pixels/dither.h"
#include "pixels/painter.h"
#include "random_placement.h"

namespace kmsmirror::pixels {
namespace {

// How a picture lies on a display, worked out once more, with fractions in place of whole numbers.
struct Lie {
    double x = 0, y = 0, width = 0, height = 0;  // what is shown, in pixels of the source
    Rect display_part;
};

Lie lie_of(Size source, Size display, const Placement& placement) {
    const Rect region = placement.region.value_or(rect_of(source));
    const bool sideways = placement.turn.quarters % 2 == 1;
    const double width = sideways ? region.height() : region.width();
    const double height = sideways ? region.width() : region.height();
    const double fit_scale = std::min(display.width / width, display.height / height);
    double shown_width = width;
    double shown_height = height;
    double on_width = display.width;
    double on_height = display.height;
    switch (placement.fit) {
        case Fit::stretch:
            break;
        case Fit::none:
            shown_width = on_width = std::min(width, on_width);
            shown_height = on_height = std::min(height, on_height);
            break;
        case Fit::fill: {
            const double scale = std::max(display.width / width, display.height / height);
            shown_width = display.width / scale;
            shown_height = display.height / scale;
            break;
        }
        case Fit::integer:
        case Fit::fit: {
            const double times = placement.fit == Fit::integer ? std::floor(fit_scale + 1e-9) : 0;
            const double scale = times >= 1 ? times : fit_scale;
            on_width = std::max(1.0, std::floor(width * scale + 0.5 + 1e-9));
            on_height = std::max(1.0, std::floor(height * scale + 0.5 + 1e-9));
            break;
        }
    }
    Lie result;
    result.display_part = rect_of({static_cast<std::uint32_t>(on_width), static_cast<std::uint32_t>(on_height)})
                                 .moved(static_cast<std::int32_t>((display.width - on_width) / 2),
                                        static_cast<std::int32_t>((display.height - on_height) / 2));
    // In the middle of the turned picture; unscaled, the odd pixel stays to the right and below.
    double left = (width - shown_width) / 2;
    double top = (height - shown_height) / 2;
    if (placement.fit == Fit::none) {
        left = std::floor(left);
        top = std::floor(top);
    }
    const double right = width - left - shown_width;
    const double bottom = height - top - shown_height;
    const Turn turn = placement.turn;
    result.width = sideways ? shown_height : shown_width;
    result.height = sideways ? shown_width : shown_height;
    // Undo the turn, then the mirroring.
    switch (turn.quarters) {
        case 0:
            result.x = left;
            result.y = top;
            break;
        case 1:
            result.x = top;
            result.y = right;
            break;
        case 2:
            result.x = right;
            result.y = bottom;
            break;
        default:
            result.x = bottom;
            result.y = left;
    }
    if (turn.is_mirrored)
        result.x = region.width() - result.x - result.width;
    result.x += region.x1;
    result.y += region.y1;
    return result;
}

// One axis of pixman's matrix: it keeps the middle of the picture in the middle.
struct ReferenceAxis {
    pixman_fixed_t scale;
    pixman_fixed_t offset;
};
ReferenceAxis axis(double begin, double length, double display_length, bool is_reversed) {
    const double scale = std::floor(length / display_length * 65536 + 0.5) * (is_reversed ? -1 : 1);
    const double middle = (begin + length / 2) * 65536;
    return {static_cast<pixman_fixed_t>(scale),
            static_cast<pixman_fixed_t>(std::floor(middle - scale * display_length / 2 + 1e-6))};
}

pixman_image_t* bits(const TestPicture& picture) {
    const Image& image = picture.image();
    return pixman_image_create_bits(image.format == Format::rgb565 ? PIXMAN_r5g6b5 : PIXMAN_x8r8g8b8,
                                    static_cast<int>(image.size.width), static_cast<int>(image.size.height),
                                    reinterpret_cast<std::uint32_t*>(image.data), static_cast<int>(image.pitch));
}

// The whole picture in one call of pixman, and the border.
TestPicture painted_by_pixman(const TestPicture& source, Size display, Format format, const Placement& placement,
                              Filter filter) {
    const Lie lie = lie_of(source.image().size, display, placement);
    const Turn turn = placement.turn;
    const bool sideways = turn.is_sideways();
    const Rect& part = lie.display_part;
    const auto x = axis(lie.x, lie.width, sideways ? part.height() : part.width(),
                        (turn.quarters >= 2) != turn.is_mirrored);
    const auto y = axis(lie.y, lie.height, sideways ? part.width() : part.height(),
                        turn.quarters == 1 || turn.quarters == 2);
    pixman_transform_t transform{};
    transform.matrix[0][sideways ? 1 : 0] = x.scale;
    transform.matrix[0][2] = x.offset;
    transform.matrix[1][sideways ? 0 : 1] = y.scale;
    transform.matrix[1][2] = y.offset;
    transform.matrix[2][2] = pixman_fixed_1;
    pixman_image_t* from = bits(source);
    pixman_image_set_transform(from, &transform);
    pixman_image_set_repeat(from, PIXMAN_REPEAT_PAD);
    if (filter == Filter::bilinear)
        pixman_image_set_filter(from, PIXMAN_FILTER_BILINEAR, nullptr, 0);
    if (filter == Filter::area) {
        int count = 0;
        pixman_fixed_t* parameters = pixman_filter_create_separable_convolution(
            &count, std::max(std::abs(x.scale), pixman_fixed_1), std::max(std::abs(y.scale), pixman_fixed_1),
            PIXMAN_KERNEL_BOX, PIXMAN_KERNEL_BOX, PIXMAN_KERNEL_BOX, PIXMAN_KERNEL_BOX, 4, 4);
        pixman_image_set_filter(from, PIXMAN_FILTER_SEPARABLE_CONVOLUTION, parameters, count);
        std::free(parameters);
    }
    TestPicture result(display, format, aligned_pitch(display.width, format) - display.width * bytes_per_pixel(format));
    pixman_image_t* to = bits(result);
    pixman_image_composite32(PIXMAN_OP_SRC, from, nullptr, to, 0, 0, 0, 0, part.x1, part.y1, part.width(),
                             part.height());
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
          dithers_(random_.below(3) == 0),
          painter_(geometry_, source_.image().format, display_format_, dithers_) {}

    [[nodiscard]] std::string text() const { return described(source_size_, display_size_, placement_); }

    void expect_the_same_as_by_pixman() {
        const TestPicture all = painted();
        const bool is_dithered = dithers_ && display_format_ == Format::rgb565 &&
                                 (source_.image().format == Format::xrgb8888 || geometry_.is_scaled());
        const TestPicture expected = painted_by_pixman(
            source_, display_size_, is_dithered ? Format::xrgb8888 : display_format_, placement_, geometry_.filter());
        if (!is_dithered) {
            EXPECT_TRUE(same(all, expected));
            return;
        }
        TestPicture dithered(display_size_, Format::rgb565);
        dither(expected.image(), dithered.image(), rect_of(display_size_), 0, 0);
        EXPECT_TRUE(same(all, dithered));
    }

    // Frame after frame, by what each changed; in pieces, and with pieces of the display once more.
    void expect_that_parts_make_the_whole() {
        TestPicture shown = painted();
        for (int frame = 0; frame < 4; ++frame) {
            const Region damage(random_.rects(1 + random_.below(4), source_size_, {20, 12}));
            const TestPicture before = painted();
            change(damage);
            const TestPicture after = painted();
            const Region where = geometry_.map(damage);
            expect_differences_inside(before, after, where);
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
    [[nodiscard]] Region everything() const { return Region(rect_of(display_size_)); }
    Format random_format() { return random_.below(2) == 0 ? Format::xrgb8888 : Format::rgb565; }
    TestPicture picture(Size size, bool is_aligned) {
        const Format format = random_format();
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
    static void expect_differences_inside(const TestPicture& before, const TestPicture& after, const Region& where) {
        const Size size = before.image().size;
        for (std::uint32_t y = 0; y < size.height; ++y)
            for (std::uint32_t x = 0; x < size.width; ++x)
                if (before.at(x, y) != after.at(x, y))
                    ASSERT_TRUE(where.contains(
                        Region(rect_of({1, 1}).moved(static_cast<std::int32_t>(x), static_cast<std::int32_t>(y)))))
                        << x << "," << y;
    }

    RandomShapes random_;
    const Size source_size_;
    const Size display_size_;
    const Placement placement_;
    const Geometry geometry_;
    TestPicture source_;
    const Format display_format_;
    const bool dithers_;
    Painter painter_;
};

constexpr std::uint32_t rounds = 3000;

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
        Painter(geometry, Format::xrgb8888, Format::xrgb8888, false)
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
