// SPDX-License-Identifier: MIT
#include "tests/reference/reference_painter.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>

namespace kmsmirror::reference {
namespace {

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
    if (shown_width == on_width && shown_height == on_height) {
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

bool is_whole(double number) {
    return std::abs(number - std::round(number)) < 1e-9;
}

// As the manual tells it.
Filter filter_for(const Lie& lie, double along_x, double along_y, Filter wish) {
    const double x = along_x / lie.width;
    const double y = along_y / lie.height;
    if (x == 1 && y == 1)
        return Filter::nearest;
    if (wish != Filter::automatic)
        return wish;
    const bool is_cut_between_pixels =
        !is_whole(lie.x) || !is_whole(lie.y) || !is_whole(lie.width) || !is_whole(lie.height);
    if (!is_cut_between_pixels && is_whole(x) && is_whole(y))
        return Filter::nearest;
    return x < 0.5 || y < 0.5 ? Filter::area : Filter::bilinear;
}

Size size_of(pixman_image_t* image) {
    return {static_cast<std::uint32_t>(pixman_image_get_width(image)),
            static_cast<std::uint32_t>(pixman_image_get_height(image))};
}

void set_filter(pixman_image_t* image, Filter filter, pixman_fixed_t x_scale, pixman_fixed_t y_scale) {
    if (filter == Filter::nearest)
        pixman_image_set_filter(image, PIXMAN_FILTER_NEAREST, nullptr, 0);
    if (filter == Filter::bilinear)
        pixman_image_set_filter(image, PIXMAN_FILTER_BILINEAR, nullptr, 0);
    if (filter != Filter::area)
        return;
    // Of more than 64 by 64 the product of two weights has too few bits.
    const auto covered = [](pixman_fixed_t scale) {
        return std::clamp(std::abs(scale), pixman_fixed_1, 64 * pixman_fixed_1);
    };
    int count = 0;
    pixman_fixed_t* parameters =
        pixman_filter_create_separable_convolution(&count, covered(x_scale), covered(y_scale), PIXMAN_KERNEL_BOX,
                                                   PIXMAN_KERNEL_BOX, PIXMAN_KERNEL_BOX, PIXMAN_KERNEL_BOX, 4, 4);
    pixman_image_set_filter(image, PIXMAN_FILTER_SEPARABLE_CONVOLUTION, parameters, count);
    std::free(parameters);  // NOLINT(cppcoreguidelines-no-malloc): pixman allocates them so
}

// Bayer's matrix as it is defined: four times the smaller one, plus a place of the smallest one.
unsigned bayer(std::uint32_t x, std::uint32_t y, unsigned size) {
    constexpr unsigned smallest[2][2] = {{0, 2}, {3, 1}};
    const unsigned half = size / 2;
    return half == 0 ? 0 : 4 * bayer(x % half, y % half, half) + smallest[y / half][x / half];
}

std::uint32_t level(std::uint32_t colour, unsigned bits, bool is_dithered, std::uint32_t x, std::uint32_t y) {
    if (!is_dithered)
        return colour >> (8 - bits);
    const double most = (1U << bits) - 1;
    return static_cast<std::uint32_t>(std::floor(colour / 255.0 * most + (bayer(x % 8, y % 8, 8) + 0.5) / 64));
}

}  // namespace

std::uint32_t reduced_colour(std::uint32_t rgb, const Bits& bits, bool is_dithered, std::uint32_t x, std::uint32_t y) {
    const std::uint32_t red = level(rgb >> 16 & 0xff, bits.red, is_dithered, x, y);
    const std::uint32_t green = level(rgb >> 8 & 0xff, bits.green, is_dithered, x, y);
    const std::uint32_t blue = level(rgb & 0xff, bits.blue, is_dithered, x, y);
    return (red << bits.green | green) << bits.blue | blue;
}

std::uint32_t grey(std::uint32_t rgb) {
    return ((rgb >> 16 & 0xff) * 3 + (rgb >> 8 & 0xff) * 6 + (rgb & 0xff)) / 10;
}

bool is_white(std::uint32_t rgb, std::uint32_t x, std::uint32_t y) {
    return level(grey(rgb), 1, true, x, y) == 1;
}

void paint(pixman_image_t* source, pixman_image_t* display, const Placement& placement) {
    const Size size = size_of(display);
    const Lie lie = lie_of(size_of(source), size, placement);
    const Turn turn = placement.turn;
    const bool sideways = turn.is_sideways();
    const Rect& part = lie.display_part;
    const int along_x = sideways ? part.height() : part.width();
    const int along_y = sideways ? part.width() : part.height();
    const auto x = axis(lie.x, lie.width, along_x, (turn.quarters >= 2) != turn.is_mirrored);
    const auto y = axis(lie.y, lie.height, along_y, turn.quarters == 1 || turn.quarters == 2);
    pixman_transform_t transform{};
    transform.matrix[0][sideways ? 1 : 0] = x.scale;
    transform.matrix[0][2] = x.offset;
    transform.matrix[1][sideways ? 0 : 1] = y.scale;
    transform.matrix[1][2] = y.offset;
    transform.matrix[2][2] = pixman_fixed_1;
    pixman_image_set_transform(source, &transform);
    pixman_image_set_repeat(source, PIXMAN_REPEAT_PAD);
    set_filter(source, filter_for(lie, along_x, along_y, placement.filter), x.scale, y.scale);
    const pixman_color_t black{0, 0, 0, 0xffff};
    const pixman_rectangle16_t all{0, 0, static_cast<std::uint16_t>(size.width),
                                   static_cast<std::uint16_t>(size.height)};
    pixman_image_fill_rectangles(PIXMAN_OP_SRC, display, &black, 1, &all);
    pixman_image_composite32(PIXMAN_OP_SRC, source, nullptr, display, 0, 0, 0, 0, part.x1, part.y1, part.width(),
                             part.height());
}

}  // namespace kmsmirror::reference
