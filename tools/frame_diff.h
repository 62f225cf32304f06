// SPDX-License-Identifier: MIT
#pragma once

#include <kmsmirror.h>

#include <cstddef>
#include <cstdint>
#include <vector>

namespace kmsmirror::tools {

using Damage = std::vector<kmsmirror_rect>;

// A picture in memory without gaps between its rows.
struct PictureLayout {
    std::uint32_t width = 0;  // pixels
    std::uint32_t height = 0;
    std::uint32_t bytes_per_pixel = 4;

    [[nodiscard]] std::size_t row_bytes() const noexcept { return std::size_t{width} * bytes_per_pixel; }
    [[nodiscard]] std::size_t bytes() const noexcept { return row_bytes() * height; }
};

// Replaces the pairs that waste the fewest pixels by the rectangle around them until there are at most `most`.
void merge_rectangles(Damage& rectangles, std::size_t most);

// Finds what changed between two pictures: at most KMSMIRROR_FRAME_MAX_RECTANGLES rectangles that hold every changed
// pixel. Keeps its memory from one comparison to the next.
class FrameDiff {
public:
    explicit FrameDiff(PictureLayout layout);

    // The result is valid until the next comparison.
    const Damage& compare(const std::byte* before, const std::byte* after);

private:
    void mark_row(std::uint32_t y);
    void find_rectangles(std::uint32_t gap);
    void add_band(std::uint32_t top, std::uint32_t bottom, std::uint32_t gap);
    [[nodiscard]] kmsmirror_rect tighten(std::uint32_t top, std::uint32_t bottom, std::uint32_t first_block,
                                         std::uint32_t last_block) const;
    [[nodiscard]] bool has_changed(std::uint32_t x, std::uint32_t y) const noexcept;
    [[nodiscard]] bool is_marked(std::uint32_t block, std::uint32_t y) const noexcept {
        return marks_[std::size_t{y} * blocks_ + block] != 0;
    }

    PictureLayout layout_;
    std::uint32_t blocks_;  // of 32 pixels in a row, the last one may be narrower
    const std::byte* before_ = nullptr;
    const std::byte* after_ = nullptr;
    std::vector<std::uint8_t> marks_;        // one for each block: it has changed
    std::vector<std::uint8_t> row_marks_;    // one for each row
    std::vector<std::uint8_t> band_blocks_;  // of the band in hand
    Damage damage_;
};

}  // namespace kmsmirror::tools
