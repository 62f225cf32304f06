// SPDX-License-Identifier: MIT
#include "source/shadow.h"

#include <mutex>

#include "pixels/pixel_copy.h"

namespace kmsmirror::source {
namespace {

// A sink that is further behind takes the whole picture.
constexpr std::size_t remembered_updates = 8;

}  // namespace

Shadow::Shadow(Size size, pixels::Format format)
    : pixels_(new (alignment) std::byte[std::size_t{size.width} * size.height * pixels::bytes_per_pixel(format)]),
      image_{pixels_.get(), size, size.width * pixels::bytes_per_pixel(format), format} {}

Shadow::View Shadow::view(std::uint64_t sequence) const {
    View view;
    view.lock_ = std::shared_lock(mutex_);
    view.image_ = image_;
    view.sequence_ = updates_.empty() ? sequence : updates_.back().sequence;
    if (!updates_.empty() && updates_.front().sequence > sequence)
        view.newer_ = pixels::Region(rect_of(image_.size));
    for (const Update& update : updates_)
        if (update.sequence > sequence)
            view.newer_.add(update.changed);
    return view;
}

void Shadow::draw(const std::function<void(const pixels::Image&)>& draw_picture) {
    const std::unique_lock lock(mutex_);
    draw_picture(image_);
}

std::uint64_t Shadow::update(const pixels::Image& frame, std::span<const Rect> changed, std::uint64_t sequence) {
    const std::unique_lock lock(mutex_);
    const std::uint64_t bytes = pixels::copy_pixels(frame, image_, changed, 0, 0);
    updates_.push_back({sequence, pixels::Region(changed)});
    if (updates_.size() > remembered_updates)
        updates_.pop_front();
    return bytes;
}

}  // namespace kmsmirror::source
