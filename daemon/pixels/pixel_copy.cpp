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

std::byte* pixel(const Image& image, std::int32_t x, std::int32_t y) noexcept {
    return image.data + static_cast<std::size_t>(y) * image.pitch +
           static_cast<std::size_t>(x) * bytes_per_pixel(image.format);
}

void copy_rect(const Image& source, const Image& target, const Rect& rect, std::int32_t dx, std::int32_t dy) noexcept {
    const auto bytes = static_cast<std::size_t>(rect.width()) * bytes_per_pixel(source.format);
    if (bytes == source.pitch && bytes == target.pitch) {
        std::memcpy(pixel(target, rect.x1 + dx, rect.y1 + dy), pixel(source, rect.x1, rect.y1),
                    bytes * static_cast<std::size_t>(rect.height()));
        return;
    }
    for (std::int32_t y = rect.y1; y < rect.y2; ++y)
        std::memcpy(pixel(target, rect.x1 + dx, y + dy), pixel(source, rect.x1, y), bytes);
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

void convert_rects(const Image& source, const Image& target, std::span<const Rect> rects, std::int32_t dx,
                   std::int32_t dy) {
    thread_local LastWrapped last_source;
    thread_local LastWrapped last_target;
    pixman_image_t* const from = last_source.get(source);
    pixman_image_t* const to = last_target.get(target);
    for (const Rect& rect : rects)
        pixman_image_composite32(PIXMAN_OP_SRC, from, nullptr, to, rect.x1, rect.y1, 0, 0, rect.x1 + dx, rect.y1 + dy,
                                 rect.width(), rect.height());
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
    } else {
        convert_rects(source, target, rects, dx, dy);
    }
    return pixels * bytes_per_pixel(target.format);
}

}  // namespace kmsmirror::pixels
