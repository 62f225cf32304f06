// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <functional>

#include "base/result.h"
#include "base/unique_fd.h"
#include "pixels/image.h"

namespace kmsmirror::pixels {

// A copy of a picture in a memfd that nobody can change any more, rows without gaps.
struct SealedImage {
    UniqueFd memory;
    Size size;
    std::uint32_t pitch = 0;  // bytes
    Format format = Format::xrgb8888;
    std::uint64_t sequence = 0;  // of the frame
};

// What `draw` makes of a black picture. Errors are those of memfd_create(2), ftruncate(2), mmap(2) and fcntl(2). Any
// thread.
[[nodiscard]] Result<SealedImage> seal_picture(Size size, Format format, const std::function<void(const Image&)>& draw);

// The part of `image` inside `part`, which lies in it, at (x, y) of a black picture of `size`. XRGB8888 or
// RGB565, and the former where the image is neither. Reads each pixel once.
[[nodiscard]] Result<SealedImage> seal_image(const Image& image, const Rect& part, Size size, std::int32_t x,
                                             std::int32_t y);

}  // namespace kmsmirror::pixels
