// SPDX-License-Identifier: MIT
#include "sink/own_buffer.h"

#include <cstring>
#include <utility>

#include "kms/format.h"
#include "pixels/pixel_copy.h"

namespace kmsmirror::sink {

CallResult<OwnBuffer> OwnBuffer::create(kms::Device& device, Size size, pixels::Format format) {
    const std::uint32_t fourcc = format == pixels::Format::xrgb8888 ? kms::format_xrgb8888 : kms::format_rgb565;
    auto buffer = kms::DumbBuffer::create(device, size, fourcc);
    if (!buffer)
        return tl::unexpected(buffer.error());
    auto mapping = buffer->map();
    if (!mapping)
        return tl::unexpected(mapping.error());
    std::memset(mapping->bytes().data(), 0, mapping->bytes().size());
    auto framebuffer = kms::create_framebuffer(device, buffer->framebuffer_info());
    if (!framebuffer)
        return tl::unexpected(framebuffer.error());
    return OwnBuffer(std::move(*buffer), std::move(*mapping), std::move(*framebuffer), format);
}

OwnBuffer::OwnBuffer(kms::DumbBuffer buffer, kms::MappedRegion mapping, kms::Framebuffer framebuffer,
                     pixels::Format format) noexcept
    : buffer_(std::move(buffer)), mapping_(std::move(mapping)), framebuffer_(std::move(framebuffer)), format_(format) {}

std::uint64_t OwnBuffer::copy(const pixels::Image& frame, const mirror::Viewport& viewport,
                              std::span<const Rect> rects) {
    const pixels::Image target{mapping_.bytes().data(), buffer_.size(), buffer_.pitch(), format_};
    return pixels::copy_pixels(frame, target, rects, viewport.dx(), viewport.dy());
}

}  // namespace kmsmirror::sink
