// SPDX-License-Identifier: MIT
#include "pixels/geometry.h"

#include <algorithm>
#include <cstdlib>
#include <limits>
#include <utility>
#include <vector>

namespace kmsmirror::pixels {
namespace {

constexpr std::int64_t one = 1 << 16;  // Q16.16
// What is shown is worked out more finely, so that nothing is rounded twice.
constexpr std::int64_t fine = std::int64_t{1} << 32;  // Q32.32
// pixman weighs each pixel in 65536ths: of more than 64 by 64 none would have a weight that is near its own.
constexpr std::int64_t most_covered = 64 * one;
constexpr std::int64_t anywhere = std::numeric_limits<std::int32_t>::max();

std::int64_t fixed(std::int64_t pixels) noexcept {
    return pixels * one;
}

std::int64_t finely(std::int64_t pixels) noexcept {
    return pixels * fine;
}

std::int64_t floor_div(std::int64_t a, std::int64_t b) noexcept {
    return a / b - static_cast<std::int64_t>(a % b != 0 && (a < 0) != (b < 0));
}

std::int64_t round_div(std::int64_t a, std::int64_t b) noexcept {
    return floor_div(2 * a + b, 2 * b);
}

// A half-open stretch of pixels, or of Q32.32.
struct Range {
    std::int64_t begin = 0;
    std::int64_t end = 0;
    [[nodiscard]] std::int64_t length() const noexcept { return end - begin; }
    [[nodiscard]] Range clamped(std::int64_t length) const noexcept {
        return {std::clamp<std::int64_t>(begin, 0, length), std::clamp<std::int64_t>(end, 0, length)};
    }
};

Range middle_of(std::int64_t part, std::int64_t whole) noexcept {
    const std::int64_t begin = (whole - part) / 2;
    return {begin, begin + part};
}

Range cut_equally(std::int64_t whole, std::int64_t part) noexcept {
    const std::int64_t cut = (whole - part) / 2;
    return {cut, whole - cut};
}

Range reversed(const Range& range, std::int64_t whole) noexcept {
    return {whole - range.end, whole - range.begin};
}

Rect rect_of(const Range& x, const Range& y) noexcept {
    return {static_cast<std::int32_t>(x.begin), static_cast<std::int32_t>(y.begin), static_cast<std::int32_t>(x.end),
            static_cast<std::int32_t>(y.end)};
}

// What is shown, in Q32.32 of the turned region, and where.
struct Shown {
    Range x, y;
    Rect display_part;
};

// The largest size of that shape which fits.
Size fitted(Size size, Size display) noexcept {
    const auto width = std::uint64_t{size.width} * display.height;
    const auto height = std::uint64_t{size.height} * display.width;
    const auto scaled = [](std::uint64_t product, std::uint32_t by) {
        return std::max(1U, static_cast<std::uint32_t>(round_div(static_cast<std::int64_t>(product), by)));
    };
    if (width > height)
        return {display.width, std::min(display.height, scaled(height, size.width))};
    return {std::min(display.width, scaled(width, size.height)), display.height};
}

// All of the picture, in that size.
Shown all_in(Size picture, Size shown, Size display) noexcept {
    return {{0, finely(picture.width)},
            {0, finely(picture.height)},
            rect_of(middle_of(shown.width, display.width), middle_of(shown.height, display.height))};
}

Shown unscaled(Size picture, Size display) noexcept {
    const Size shown{std::min(picture.width, display.width), std::min(picture.height, display.height)};
    const Range x = middle_of(shown.width, picture.width);
    const Range y = middle_of(shown.height, picture.height);
    return {{finely(x.begin), finely(x.end)},
            {finely(y.begin), finely(y.end)},
            rect_of(middle_of(shown.width, display.width), middle_of(shown.height, display.height))};
}

Shown filling(Size picture, Size display) noexcept {
    const auto width = std::int64_t{picture.width} * display.height;
    const auto height = std::int64_t{picture.height} * display.width;
    // What needs no scaling shall not be moved by half a pixel either.
    if (width > height ? picture.height == display.height : picture.width == display.width)
        return unscaled(picture, display);
    Range x{0, finely(picture.width)};
    Range y{0, finely(picture.height)};
    if (width > height)
        x = cut_equally(x.end, round_div(finely(height), display.height));
    else
        y = cut_equally(y.end, round_div(finely(width), display.width));
    return {x, y, kmsmirror::rect_of(display)};
}

Shown placed(Size picture, Size display, Fit fit) noexcept {
    switch (fit) {
        case Fit::fill:
            return filling(picture, display);
        case Fit::stretch:
            return all_in(picture, display, display);
        case Fit::none:
            return unscaled(picture, display);
        case Fit::integer:
            if (const auto times = std::min(display.width / picture.width, display.height / picture.height); times > 0)
                return all_in(picture, {picture.width * times, picture.height * times}, display);
            break;
        case Fit::fit:
            break;
    }
    return all_in(picture, fitted(picture, display), display);
}

Geometry::Axis axis(const Range& source, std::int64_t display_length, bool follows_y, bool is_reversed,
                    std::uint32_t length) noexcept {
    constexpr std::int64_t finer = fine / one;
    const std::int64_t scale =
        std::max<std::int64_t>(1, round_div(source.length(), display_length * finer)) * (is_reversed ? -1 : 1);
    // The middle stays the middle, whatever was rounded.
    const std::int64_t offset = floor_div(source.begin + source.end - scale * display_length * finer, 2 * finer);
    return {follows_y, static_cast<std::int32_t>(scale), static_cast<std::int32_t>(offset), length, 0};
}

bool is_unscaled(const Geometry::Axis& axis) noexcept {
    return std::abs(axis.scale) == one && axis.offset % one == 0;
}

// Whether each pixel of the source becomes the same number of pixels.
bool is_enlarged_evenly(const Range& source, std::int64_t display_length) noexcept {
    return source.begin % fine == 0 && source.length() % fine == 0 && display_length % (source.length() / fine) == 0;
}

// How far the pixels are of which one is made. As pixman's filters: bilinear looks at two, and a convolution with boxes
// of one pixel of the source and of one of the display at as many as both cover, from a position that is rounded.
std::int32_t reach_of(Filter filter, const Geometry::Axis& axis) noexcept {
    if (filter == Filter::nearest)
        return 0;
    if (filter == Filter::bilinear)
        return one / 2;
    const std::int64_t taps = (axis.covered() + one - 1) / one + 1;
    return static_cast<std::int32_t>(fixed(taps + 1) / 2);
}

// The middle of a pixel, a hair before it: of two pixels that are as near pixman takes the first.
std::int64_t middle(const Geometry::Axis& axis, std::int64_t pixel) noexcept {
    return std::int64_t{axis.scale} * pixel + floor_div(std::int64_t{axis.scale} + 1, 2) + axis.offset - 1;
}

// The pixels of the source of which some of the display are made.
Range unmapped(const Geometry::Axis& axis, const Range& pixels) noexcept {
    const std::int64_t first = middle(axis, pixels.begin);
    const std::int64_t last = middle(axis, pixels.end - 1);
    return Range{floor_div(std::min(first, last) - axis.reach, one),
                 floor_div(std::max(first, last) + axis.reach, one) + 1}
        .clamped(axis.length);
}

// The pixels of the display that are made of some of the source.
Range mapped(const Geometry::Axis& axis, const Range& pixels, std::int64_t display_length) noexcept {
    // What lies outside of the source is made of its edges.
    const std::int64_t begin = pixels.begin <= 0 ? -anywhere : pixels.begin;
    const std::int64_t end = pixels.end >= axis.length ? anywhere : pixels.end;
    // Those whose middle is at least `low` and less than `high`.
    const std::int64_t low = fixed(begin) - axis.reach - middle(axis, 0);
    const std::int64_t high = fixed(end) + axis.reach - middle(axis, 0);
    const std::int64_t scale = axis.scale;
    if (scale > 0)
        return Range{-floor_div(-low, scale), -floor_div(-high, scale)}.clamped(display_length);
    return Range{floor_div(high, scale) + 1, floor_div(low, scale) + 1}.clamped(display_length);
}

}  // namespace

std::int32_t Geometry::Axis::covered() const noexcept {
    return static_cast<std::int32_t>(std::clamp<std::int64_t>(std::abs(scale), one, most_covered));
}

Geometry::Geometry(Size source, Size display, const Placement& placement) noexcept
    : display_(display), turn_(placement.turn) {
    const Rect region = placement.region.value_or(kmsmirror::rect_of(source));
    const Size size = size_of(region);
    const Size picture = turn_.turned(size);
    auto [x, y, part] = placed(picture, display, placement.fit);
    display_part_ = part;
    const bool is_sideways = turn_.is_sideways();
    const bool reverses_x = (turn_.quarters >= 2) != turn_.is_mirrored;
    const bool reverses_y = turn_.quarters == 1 || turn_.quarters == 2;
    // Back to how the source lies.
    if (is_sideways)
        std::swap(x, y);
    if (reverses_x)
        x = reversed(x, finely(size.width));
    if (reverses_y)
        y = reversed(y, finely(size.height));
    const std::int64_t along_x = is_sideways ? part.height() : part.width();
    const std::int64_t along_y = is_sideways ? part.width() : part.height();
    const bool is_even = is_enlarged_evenly(x, along_x) && is_enlarged_evenly(y, along_y);
    x = {x.begin + finely(region.x1), x.end + finely(region.x1)};
    y = {y.begin + finely(region.y1), y.end + finely(region.y1)};
    x_ = axis(x, along_x, is_sideways, reverses_x, source.width);
    y_ = axis(y, along_y, !is_sideways, reverses_y, source.height);
    source_part_ = rect_of(Range{floor_div(x.begin, fine), -floor_div(-x.end, fine)},
                           Range{floor_div(y.begin, fine), -floor_div(-y.end, fine)});
    is_scaled_ = !is_unscaled(x_) || !is_unscaled(y_);
    const bool is_much_smaller = std::abs(x_.scale) > 2 * one || std::abs(y_.scale) > 2 * one;
    const bool is_chosen = placement.filter != Filter::automatic;
    if (!is_scaled_ || (is_even && !is_chosen))
        filter_ = Filter::nearest;
    else if (is_chosen)
        filter_ = placement.filter;
    else
        filter_ = is_much_smaller ? Filter::area : Filter::bilinear;
    x_.reach = reach_of(filter_, x_);
    y_.reach = reach_of(filter_, y_);
}

Region Geometry::map(const Region& of_source) const {
    Region of_display;
    if (is_plain()) {
        of_display = of_source;
        of_display.move(display_part_.x1 - source_part_.x1, display_part_.y1 - source_part_.y1);
    } else {
        std::vector<Rect> rects = of_source.rects();
        for (Rect& rect : rects) {
            Range x = mapped(x_, {rect.x1, rect.x2}, x_.follows_y ? display_part_.height() : display_part_.width());
            Range y = mapped(y_, {rect.y1, rect.y2}, y_.follows_y ? display_part_.height() : display_part_.width());
            if (x_.follows_y)
                std::swap(x, y);
            rect = rect_of(x, y).moved(display_part_.x1, display_part_.y1);
        }
        of_display = Region(rects);
    }
    of_display.intersect(display_part_);
    return of_display;
}

Region Geometry::unmap(const Region& of_display) const {
    Region shown = of_display;
    shown.intersect(display_part_);
    if (is_plain()) {
        shown.move(source_part_.x1 - display_part_.x1, source_part_.y1 - display_part_.y1);
        return shown;
    }
    std::vector<Rect> rects = shown.rects();
    for (Rect& rect : rects) {
        rect = rect.moved(-display_part_.x1, -display_part_.y1);
        Range x{rect.x1, rect.x2};
        Range y{rect.y1, rect.y2};
        if (x_.follows_y)
            std::swap(x, y);
        rect = rect_of(unmapped(x_, x), unmapped(y_, y));
    }
    return Region(rects);
}

}  // namespace kmsmirror::pixels
