// SPDX-License-Identifier: MIT
#include "pixels/pixel_copy.h"

#include <cstring>

#include "pixels/pixman_image.h"

namespace kmsmirror::pixels {
namespace {

void copy_rect(const Image& source, const Image& target, const Rect& rect, std::int32_t dx, std::int32_t dy) noexcept {
    const auto bytes = static_cast<std::size_t>(rect.width()) * bytes_per_pixel(source.format);
    if (bytes == source.pitch && bytes == target.pitch) {
        std::memcpy(target.at(rect.x1 + dx, rect.y1 + dy), source.at(rect.x1, rect.y1),
                    bytes * static_cast<std::size_t>(rect.height()));
        return;
    }
    for (std::int32_t y = rect.y1; y < rect.y2; ++y)
        std::memcpy(target.at(rect.x1 + dx, y + dy), source.at(rect.x1, y), bytes);
}

void convert_rect(pixman_image_t* source, pixman_image_t* target, const Rect& rect, std::int32_t dx, std::int32_t dy) {
    pixman_image_composite32(PIXMAN_OP_SRC, source, nullptr, target, rect.x1, rect.y1, 0, 0, rect.x1 + dx, rect.y1 + dy,
                             rect.width(), rect.height());
}

void convert_rects(const Image& source, const Image& target, std::span<const Rect> rects, std::int32_t dx,
                   std::int32_t dy) {
    thread_local LastWrapped last_source;
    thread_local LastWrapped last_target;
    pixman_image_t* const from = last_source.get(source);
    pixman_image_t* const to = last_target.get(target);
    for (const Rect& rect : rects)
        convert_rect(from, to, rect, dx, dy);
}

// As convert_rects(), for rows that begin anywhere.
void convert_by_blocks(const Image& source, const Image& target, std::span<const Rect> rects, std::int32_t dx,
                       std::int32_t dy) {
    const Block from(source.format);
    const Block to(target.format);
    for (const Rect& rect : rects)
        Block::for_each(rect, [&](const Rect& part) {
            const Rect in_block = part.moved(-part.x1, -part.y1);
            copy_rect(source, from.image(), part, -part.x1, -part.y1);
            convert_rect(from.wrapped(), to.wrapped(), in_block, 0, 0);
            copy_rect(to.image(), target, in_block, part.x1 + dx, part.y1 + dy);
        });
}

}  // namespace

std::uint64_t copy_pixels(const Image& source, const Image& target, std::span<const Rect> rects, std::int32_t dx,
                          std::int32_t dy) {
    std::uint64_t pixels = 0;
    for (const Rect& rect : rects)
        pixels += static_cast<std::uint64_t>(rect.width()) * static_cast<std::uint64_t>(rect.height());
    if (source.format == target.format) {
        for (const Rect& rect : rects)
            copy_rect(source, target, rect, dx, dy);
    } else if (is_word_aligned(source) && is_word_aligned(target)) {
        convert_rects(source, target, rects, dx, dy);
    } else {
        convert_by_blocks(source, target, rects, dx, dy);
    }
    return pixels * bytes_per_pixel(target.format);
}

}  // namespace kmsmirror::pixels
