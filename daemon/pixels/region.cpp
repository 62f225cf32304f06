// SPDX-License-Identifier: MIT
#include "pixels/region.h"

#include <algorithm>
#include <new>
#include <utility>

namespace kmsmirror::pixels {
namespace {

void require(pixman_bool_t done) {
    if (!done)
        throw std::bad_alloc();
}

// The least rectangle that covers `rect` and whose edges are multiples of 2^bits.
Rect rounded_outwards(const Rect& rect, unsigned bits) noexcept {
    const auto cell = std::int32_t{1} << bits;
    const auto down = [cell](std::int32_t edge) { return edge & -cell; };
    const auto up = [cell, down](std::int32_t edge) { return down(edge + cell - 1); };
    return {down(rect.x1), down(rect.y1), up(rect.x2), up(rect.y2)};
}

}  // namespace

Region::Region(const Rect& rect) noexcept {
    pixman_region32_init(&region_);
    if (!rect.empty()) {
        pixman_region32_fini(&region_);
        pixman_region32_init_rect(&region_, rect.x1, rect.y1, static_cast<unsigned>(rect.width()),
                                  static_cast<unsigned>(rect.height()));
    }
}

Region::Region(std::span<const Rect> rects) : Region() {
    std::vector<pixman_box32_t> boxes;
    boxes.reserve(rects.size());
    for (const Rect& rect : rects)
        if (!rect.empty())
            boxes.push_back({rect.x1, rect.y1, rect.x2, rect.y2});
    // All at once, because adding them one by one is quadratic.
    pixman_region32_fini(&region_);
    require(pixman_region32_init_rects(&region_, boxes.data(), static_cast<int>(boxes.size())));
}

Region::Region(const Region& other) {
    pixman_region32_init(&region_);
    require(pixman_region32_copy(&region_, &other.region_));
}

Region::Region(Region&& other) noexcept {
    pixman_region32_init(&region_);
    std::swap(region_, other.region_);
}

Region& Region::operator=(const Region& other) {
    if (this != &other)
        require(pixman_region32_copy(&region_, &other.region_));
    return *this;
}

Region& Region::operator=(Region&& other) noexcept {
    std::swap(region_, other.region_);
    other.clear();
    return *this;
}

bool Region::empty() const noexcept {
    return !pixman_region32_not_empty(&region_);
}

std::uint64_t Region::area() const noexcept {
    int count = 0;
    const pixman_box32_t* boxes = pixman_region32_rectangles(&region_, &count);
    std::uint64_t area = 0;
    for (int i = 0; i < count; ++i)
        area += static_cast<std::uint64_t>(boxes[i].x2 - boxes[i].x1) *
                static_cast<std::uint64_t>(boxes[i].y2 - boxes[i].y1);
    return area;
}

Rect Region::bounds() const noexcept {
    const pixman_box32_t* box = pixman_region32_extents(&region_);
    return {box->x1, box->y1, box->x2, box->y2};
}

std::vector<Rect> Region::rects() const {
    int count = 0;
    const pixman_box32_t* boxes = pixman_region32_rectangles(&region_, &count);
    std::vector<Rect> result;
    result.reserve(static_cast<std::size_t>(count));
    for (int i = 0; i < count; ++i)
        result.push_back({boxes[i].x1, boxes[i].y1, boxes[i].x2, boxes[i].y2});
    return result;
}

std::size_t Region::boxes() const noexcept {
    return static_cast<std::size_t>(pixman_region32_n_rects(&region_));
}

bool Region::contains(const Region& other) const {
    Region rest = other;
    rest.subtract(*this);
    return rest.empty();
}

bool Region::operator==(const Region& other) const noexcept {
    // pixman tells empty ones apart, by where they were before they became empty.
    if (empty() || other.empty())
        return empty() == other.empty();
    return pixman_region32_equal(&region_, &other.region_);
}

void Region::clear() noexcept {
    pixman_region32_clear(&region_);
}

void Region::add(const Rect& rect) {
    if (!rect.empty())
        require(pixman_region32_union_rect(&region_, &region_, rect.x1, rect.y1, static_cast<unsigned>(rect.width()),
                                           static_cast<unsigned>(rect.height())));
}

void Region::add(const Region& other) {
    require(pixman_region32_union(&region_, &region_, &other.region_));
}

void Region::subtract(const Region& other) {
    require(pixman_region32_subtract(&region_, &region_, &other.region_));
}

void Region::intersect(const Rect& rect) {
    if (rect.empty()) {
        clear();
        return;
    }
    require(pixman_region32_intersect_rect(&region_, &region_, rect.x1, rect.y1, static_cast<unsigned>(rect.width()),
                                           static_cast<unsigned>(rect.height())));
}

void Region::bound(std::size_t max_boxes) {
    if (boxes() <= max_boxes)
        return;
    const Rect hull = bounds();
    const std::vector<Rect> exact = rects();
    for (unsigned bits = 1; (std::max(hull.width(), hull.height()) >> bits) != 0; ++bits) {
        std::vector<Rect> cells;
        cells.reserve(exact.size());
        for (const Rect& rect : exact)
            cells.push_back(rounded_outwards(rect, bits).intersected(hull));
        Region coarser(cells);
        if (coarser.boxes() <= max_boxes) {
            *this = std::move(coarser);
            return;
        }
    }
    *this = Region(hull);
}

void Region::move(std::int32_t dx, std::int32_t dy) noexcept {
    pixman_region32_translate(&region_, dx, dy);
}

}  // namespace kmsmirror::pixels
