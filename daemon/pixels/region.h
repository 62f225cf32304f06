// SPDX-License-Identifier: MIT
#pragma once

#include <pixman.h>

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "base/geometry.h"

namespace kmsmirror::pixels {

// A set of pixels, kept as disjoint rectangles in bands (a pixman region). A value.
class Region {
public:
    Region() noexcept { pixman_region32_init(&region_); }
    explicit Region(const Rect& rect) noexcept;
    explicit Region(std::span<const Rect> rects);
    Region(const Region& other);
    Region(Region&& other) noexcept;
    Region& operator=(const Region& other);
    Region& operator=(Region&& other) noexcept;
    ~Region() { pixman_region32_fini(&region_); }

    [[nodiscard]] bool empty() const noexcept;
    [[nodiscard]] std::uint64_t area() const noexcept;  // pixels
    [[nodiscard]] Rect bounds() const noexcept;
    [[nodiscard]] std::vector<Rect> rects() const;
    [[nodiscard]] std::size_t boxes() const noexcept;  // how many rectangles rects() has
    [[nodiscard]] bool contains(const Region& other) const;
    bool operator==(const Region& other) const noexcept;

    void clear() noexcept;
    void add(const Rect& rect);
    void add(const Region& other);
    void subtract(const Region& other);
    void intersect(const Rect& rect);
    // A region of more boxes than that becomes a larger one with less: whose pieces are rounded outwards to cells of
    // the least size that will do, within the bounds. What grows with time is bounded by this, or it would not end.
    void bound(std::size_t max_boxes);
    void move(std::int32_t dx, std::int32_t dy) noexcept;

private:
    // pixman's C interface takes pointers to non-const for what it only reads.
    mutable pixman_region32_t region_{};
};

}  // namespace kmsmirror::pixels
