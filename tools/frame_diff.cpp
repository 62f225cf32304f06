// SPDX-License-Identifier: MIT
#include "tools/frame_diff.h"

#include <algorithm>
#include <cstring>
#include <limits>

namespace kmsmirror::tools {
namespace {

constexpr std::uint32_t block_pixels = 32;
// Merging costs the cube of this; pictures with more changes than that are cut more coarsely.
constexpr std::size_t most_before_merging = 2 * KMSMIRROR_FRAME_MAX_RECTANGLES;

std::int64_t area(const kmsmirror_rect& r) {
    return std::int64_t{r.x2 - r.x1} * (r.y2 - r.y1);
}

kmsmirror_rect around(const kmsmirror_rect& a, const kmsmirror_rect& b) {
    return {std::min(a.x1, b.x1), std::min(a.y1, b.y1), std::max(a.x2, b.x2), std::max(a.y2, b.y2)};
}

}  // namespace

void merge_rectangles(Damage& rectangles, std::size_t most) {
    while (rectangles.size() > most) {
        std::size_t first = 0;
        std::size_t second = 1;
        std::int64_t least = std::numeric_limits<std::int64_t>::max();
        for (std::size_t i = 0; i < rectangles.size(); ++i) {
            for (std::size_t j = i + 1; j < rectangles.size(); ++j) {
                const auto& a = rectangles[i];
                const auto& b = rectangles[j];
                const std::int64_t growth = area(around(a, b)) - area(a) - area(b);
                if (growth < least) {
                    least = growth;
                    first = i;
                    second = j;
                }
            }
        }
        rectangles[first] = around(rectangles[first], rectangles[second]);
        rectangles[second] = rectangles.back();
        rectangles.pop_back();
    }
}

FrameDiff::FrameDiff(PictureLayout layout)
    : layout_(layout),
      blocks_((layout.width + block_pixels - 1) / block_pixels),
      marks_(std::size_t{blocks_} * layout.height),
      row_marks_(layout.height),
      band_blocks_(blocks_) {}

const Damage& FrameDiff::compare(const std::byte* before, const std::byte* after) {
    before_ = before;
    after_ = after;
    for (std::uint32_t y = 0; y < layout_.height; ++y)
        mark_row(y);
    find_rectangles(0);
    for (std::uint32_t gap = 1; damage_.size() > most_before_merging && gap < layout_.height; gap *= 2)
        find_rectangles(gap);
    merge_rectangles(damage_, KMSMIRROR_FRAME_MAX_RECTANGLES);
    return damage_;
}

void FrameDiff::mark_row(std::uint32_t y) {
    const std::size_t row = y * layout_.row_bytes();
    row_marks_[y] = std::memcmp(before_ + row, after_ + row, layout_.row_bytes()) != 0;
    if (row_marks_[y] == 0)
        return;
    const std::size_t block_bytes = std::size_t{block_pixels} * layout_.bytes_per_pixel;
    for (std::uint32_t block = 0; block < blocks_; ++block) {
        const std::size_t start = block * block_bytes;
        const std::size_t bytes = std::min(block_bytes, layout_.row_bytes() - start);
        marks_[std::size_t{y} * blocks_ + block] = std::memcmp(before_ + row + start, after_ + row + start, bytes) != 0;
    }
}

// Cuts the picture into bands of changed rows; bands with at most `gap` unchanged rows between them are one.
void FrameDiff::find_rectangles(std::uint32_t gap) {
    damage_.clear();
    std::uint32_t top = 0;
    std::uint32_t bottom = 0;  // behind the last changed row of the band; 0 = no band yet
    for (std::uint32_t y = 0; y < layout_.height; ++y) {
        if (row_marks_[y] == 0)
            continue;
        if (bottom == 0) {
            top = y;
        } else if (y - bottom > gap) {
            add_band(top, bottom, gap);
            top = y;
        }
        bottom = y + 1;
    }
    if (bottom != 0)
        add_band(top, bottom, gap);
}

// Cuts a band where blocks have not changed in any of its rows.
void FrameDiff::add_band(std::uint32_t top, std::uint32_t bottom, std::uint32_t gap) {
    std::ranges::fill(band_blocks_, std::uint8_t{0});
    for (std::uint32_t y = top; y < bottom; ++y)
        for (std::uint32_t block = 0; row_marks_[y] != 0 && block < blocks_; ++block)
            band_blocks_[block] |= marks_[std::size_t{y} * blocks_ + block];
    const std::uint32_t block_gap = gap / block_pixels;
    std::uint32_t first = 0;
    std::uint32_t end = 0;  // behind the last block of the run; 0 = no run yet
    for (std::uint32_t block = 0; block < blocks_; ++block) {
        if (band_blocks_[block] == 0)
            continue;
        if (end == 0) {
            first = block;
        } else if (block - end > block_gap) {
            damage_.push_back(tighten(top, bottom, first, end - 1));
            first = block;
        }
        end = block + 1;
    }
    damage_.push_back(tighten(top, bottom, first, end - 1));
}

bool FrameDiff::has_changed(std::uint32_t x, std::uint32_t y) const noexcept {
    const std::size_t at = y * layout_.row_bytes() + std::size_t{x} * layout_.bytes_per_pixel;
    return std::memcmp(before_ + at, after_ + at, layout_.bytes_per_pixel) != 0;
}

kmsmirror_rect FrameDiff::tighten(std::uint32_t top, std::uint32_t bottom, std::uint32_t first_block,
                                  std::uint32_t last_block) const {
    const std::uint32_t left_limit = std::min((first_block + 1) * block_pixels, layout_.width);
    const std::uint32_t right_limit = last_block * block_pixels;
    std::uint32_t left = left_limit;
    std::uint32_t right = right_limit;
    std::uint32_t first_row = bottom;
    std::uint32_t end_row = top;
    for (std::uint32_t y = top; y < bottom; ++y) {
        bool has_changes = false;
        for (std::uint32_t block = first_block; row_marks_[y] != 0 && !has_changes && block <= last_block; ++block)
            has_changes = is_marked(block, y);
        if (!has_changes)
            continue;
        first_row = std::min(first_row, y);
        end_row = y + 1;
        for (std::uint32_t x = first_block * block_pixels; is_marked(first_block, y) && x < left; ++x)
            if (has_changed(x, y))
                left = x;
        const std::uint32_t row_end = std::min((last_block + 1) * block_pixels, layout_.width);
        for (std::uint32_t x = row_end; is_marked(last_block, y) && x > right; --x)
            if (has_changed(x - 1, y))
                right = x;
    }
    return {static_cast<std::int32_t>(left), static_cast<std::int32_t>(first_row), static_cast<std::int32_t>(right),
            static_cast<std::int32_t>(end_row)};
}

}  // namespace kmsmirror::tools
