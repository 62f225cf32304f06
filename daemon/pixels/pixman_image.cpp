// SPDX-License-Identifier: MIT
#include "pixels/pixman_image.h"

#include <new>

namespace kmsmirror::pixels {

PixmanImage wrap(const Image& image) {
    PixmanImage wrapped(
        pixman_image_create_bits_no_clear(image.format == Format::xrgb8888 ? PIXMAN_x8r8g8b8 : PIXMAN_r5g6b5,
                                          static_cast<int>(image.size.width), static_cast<int>(image.size.height),
                                          reinterpret_cast<std::uint32_t*>(image.data), static_cast<int>(image.pitch)));
    if (!wrapped)
        throw std::bad_alloc();
    return wrapped;
}

bool is_word_aligned(const Image& image) noexcept {
    constexpr std::size_t word = 4;
    return image.pitch % word == 0 && reinterpret_cast<std::uintptr_t>(image.data) % word == 0;
}

}  // namespace kmsmirror::pixels
