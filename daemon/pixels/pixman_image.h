// SPDX-License-Identifier: MIT
#pragma once

#include <pixman.h>

#include <cstdint>
#include <memory>

#include "pixels/image.h"

// Images as pixman takes them.
namespace kmsmirror::pixels {

struct PixmanUnref {
    void operator()(pixman_image_t* image) const noexcept { pixman_image_unref(image); }
};
using PixmanImage = std::unique_ptr<pixman_image_t, PixmanUnref>;

// Borrows the memory. Throws std::bad_alloc, also for an image that is not word-aligned.
[[nodiscard]] PixmanImage wrap(const Image& image);

// Whether pixman takes the image: it wants rows that begin at whole words.
[[nodiscard]] bool is_word_aligned(const Image& image) noexcept;

// The last image that was wrapped. For a few pixels wrapping costs more than converting, and a thread converts between
// the same two images again and again. It borrows the memory, and only while it is used.
class LastWrapped {
public:
    // The same object as before means that the image is the same one. Throws std::bad_alloc.
    pixman_image_t* get(const Image& image) {
        if (!wrapped_ || image_ != image) {
            wrapped_ = wrap(image);
            image_ = image;
        }
        return wrapped_.get();
    }
    [[nodiscard]] bool has(const Image& image) const noexcept { return wrapped_ && image_ == image; }

private:
    Image image_;
    PixmanImage wrapped_;
};

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

    // Calls `function` with each piece of `rect` that fits into a block.
    template <class Function>
    static void for_each(const Rect& rect, Function function) {
        for (std::int32_t y = rect.y1; y < rect.y2; y += height)
            for (std::int32_t x = rect.x1; x < rect.x2; x += width)
                function(Rect{x, y, x + width, y + height}.intersected(rect));
    }

private:
    std::unique_ptr<std::uint32_t[]> memory_;
    Image image_;
    PixmanImage wrapped_;
};

}  // namespace kmsmirror::pixels
