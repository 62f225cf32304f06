// SPDX-License-Identifier: MIT
#include "tools/scaled_frames.h"

#include <pixman.h>

#include <algorithm>
#include <new>
#include <utility>

namespace kmsmirror::tools {
namespace {

struct ImageDeleter {
    void operator()(pixman_image_t* image) const noexcept { pixman_image_unref(image); }
};
using Image = std::unique_ptr<pixman_image_t, ImageDeleter>;

// How many pixels of `from` one of `to` stands for.
pixman_fixed_t ratio(std::uint32_t from, std::uint32_t to) {
    return static_cast<pixman_fixed_t>((std::uint64_t{from} << 16) / to);
}

Image make_image(const PictureLayout& layout, std::span<std::byte> pixels) {
    Image image(pixman_image_create_bits_no_clear(
        PIXMAN_x8r8g8b8, static_cast<int>(layout.width), static_cast<int>(layout.height),
        reinterpret_cast<std::uint32_t*>(pixels.data()), static_cast<int>(layout.row_bytes())));
    if (!image)
        throw std::bad_alloc();
    return image;
}

}  // namespace

PictureLayout fit_into(const PictureLayout& picture, const PictureLayout& room) noexcept {
    const std::uint64_t across = std::uint64_t{room.width} * picture.height;
    const std::uint64_t down = std::uint64_t{room.height} * picture.width;
    PictureLayout fitting = picture;
    fitting.width = across < down ? room.width : static_cast<std::uint32_t>(down / picture.height);
    fitting.height = across < down ? static_cast<std::uint32_t>(across / picture.width) : room.height;
    fitting.width = std::max(fitting.width, 1U);
    fitting.height = std::max(fitting.height, 1U);
    return fitting;
}

ScaledFrames::ScaledFrames(std::unique_ptr<FrameStream> frames, PictureLayout layout)
    : frames_(std::move(frames)), layout_(layout), unscaled_(frames_->layout().bytes()) {}

bool ScaledFrames::read(std::span<std::byte> frame) {
    if (!frames_->read(unscaled_))
        return false;
    scale(frame);
    return true;
}

void ScaledFrames::scale(std::span<std::byte> frame) {
    const PictureLayout from = frames_->layout();
    const Image source = make_image(from, unscaled_);
    const Image target = make_image(layout_, frame);
    pixman_transform_t ratios{};
    pixman_transform_init_scale(&ratios, ratio(from.width, layout_.width), ratio(from.height, layout_.height));
    pixman_image_set_transform(source.get(), &ratios);
    pixman_image_set_filter(source.get(), PIXMAN_FILTER_BILINEAR, nullptr, 0);
    pixman_image_set_repeat(source.get(), PIXMAN_REPEAT_PAD);  // at the edges
    pixman_image_composite32(PIXMAN_OP_SRC, source.get(), nullptr, target.get(), 0, 0, 0, 0, 0, 0,
                             static_cast<int>(layout_.width), static_cast<int>(layout_.height));
}

}  // namespace kmsmirror::tools
