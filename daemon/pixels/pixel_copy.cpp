// SPDX-License-Identifier: MIT
#include "pixels/pixel_copy.h"

#include <pixman.h>

#include <cstring>
#include <memory>
#include <new>

namespace kmsmirror::pixels {
namespace {

struct Unref {
    void operator()(pixman_image_t* image) const noexcept { pixman_image_unref(image); }
};
using PixmanImage = std::unique_ptr<pixman_image_t, Unref>;

PixmanImage wrap(const Image& image) {
    PixmanImage wrapped(
        pixman_image_create_bits_no_clear(image.format == Format::xrgb8888 ? PIXMAN_x8r8g8b8 : PIXMAN_r5g6b5,
                                          static_cast<int>(image.size.width), static_cast<int>(image.size.height),
                                          reinterpret_cast<std::uint32_t*>(image.data), static_cast<int>(image.pitch)));
    if (!wrapped)
        throw std::bad_alloc();
    return wrapped;
}

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

// The last image that was wrapped. For a few pixels wrapping costs more than converting, and a thread converts between
// the same two images again and again. It borrows the memory, and only while a conversion runs.
class LastWrapped {
public:
    pixman_image_t* get(const Image& image) {
        if (!wrapped_ || image_ != image) {
            wrapped_ = wrap(image);
            image_ = image;
        }
        return wrapped_.get();
    }

private:
    Image image_;
    PixmanImage wrapped_;
};

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

// Whether pixman takes the image: it wants rows that begin at whole words.
bool is_word_aligned(const Image& image) noexcept {
    constexpr std::size_t word = 4;
    return image.pitch % word == 0 && reinterpret_cast<std::uintptr_t>(image.data) % word == 0;
}

// A few pixels that pixman takes: few enough for the fastest cache, so many that its calls hardly count.
class Block {
public:
    static constexpr std::int32_t width = 256;
    static constexpr std::int32_t height = 16;

    explicit Block(Format format)
        : memory_(std::make_unique_for_overwrite<std::uint32_t[]>(std::size_t{width} * height)),
          image_{reinterpret_cast<std::byte*>(memory_.get()), {width, height}, aligned_pitch(width, format), format},
          wrapped_(wrap(image_)) {}

    [[nodiscard]] const Image& image() const noexcept { return image_; }
    [[nodiscard]] pixman_image_t* wrapped() const noexcept { return wrapped_.get(); }

private:
    std::unique_ptr<std::uint32_t[]> memory_;
    Image image_;
    PixmanImage wrapped_;
};

// As convert_rects(), for rows that begin anywhere.
void convert_by_blocks(const Image& source, const Image& target, std::span<const Rect> rects, std::int32_t dx,
                       std::int32_t dy) {
    const Block from(source.format);
    const Block to(target.format);
    for (const Rect& rect : rects)
        for (std::int32_t y = rect.y1; y < rect.y2; y += Block::height)
            for (std::int32_t x = rect.x1; x < rect.x2; x += Block::width) {
                const Rect part = Rect{x, y, x + Block::width, y + Block::height}.intersected(rect);
                const Rect in_block = part.moved(-x, -y);
                copy_rect(source, from.image(), part, -x, -y);
                convert_rect(from.wrapped(), to.wrapped(), in_block, 0, 0);
                copy_rect(to.image(), target, in_block, x + dx, y + dy);
            }
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
