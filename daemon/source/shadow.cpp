// SPDX-License-Identifier: MIT
#include "source/shadow.h"

#include <mutex>

#include "pixels/pixel_copy.h"

namespace kmsmirror::source {
namespace {

// Rows begin at a multiple of four bytes, as pixman wants them.
std::uint32_t shadow_pitch(Size size, pixels::Format format) {
    return (size.width * pixels::bytes_per_pixel(format) + 3) / 4 * 4;
}

}  // namespace

Shadow::Shadow(Size size, pixels::Format format)
    : pixels_(new (alignment) std::byte[std::size_t{shadow_pitch(size, format)} * size.height]),
      image_{pixels_.get(), size, shadow_pitch(size, format), format} {}

Shadow::View Shadow::view() const {
    View view;
    view.lock_ = std::shared_lock(mutex_);
    view.image_ = image_;
    view.sequence_ = sequence_;
    return view;
}

void Shadow::draw(const std::function<void(const pixels::Image&)>& draw_picture, pixels::Sequence sequence) {
    const std::unique_lock lock(mutex_);
    draw_picture(image_);
    sequence_ = sequence;
}

std::uint64_t Shadow::update(const pixels::Image& frame, std::span<const Rect> changed, pixels::Sequence sequence) {
    const std::unique_lock lock(mutex_);
    const std::uint64_t bytes = pixels::copy_pixels(frame, image_, changed, 0, 0);
    sequence_ = sequence;
    return bytes;
}

}  // namespace kmsmirror::source
