// SPDX-License-Identifier: MIT
#include "sink/own_buffer.h"

#include <cstring>
#include <utility>

#include "kms/dumb_buffer.h"
#include "kms/format.h"

namespace kmsmirror::sink {

CallResult<OwnBuffer> OwnBuffer::create(kms::Device& device, Size size, pixels::Format format) {
    const std::uint32_t fourcc = format == pixels::Format::xrgb8888 ? kms::format_xrgb8888 : kms::format_rgb565;
    auto buffer = kms::DumbBuffer::create(device, size, fourcc);
    if (!buffer)
        return tl::unexpected(buffer.error());
    auto mapping = buffer->map();
    if (!mapping)
        return tl::unexpected(mapping.error());
    auto framebuffer = kms::create_framebuffer(device, buffer->framebuffer_info());
    if (!framebuffer)
        return tl::unexpected(framebuffer.error());
    std::memset(mapping->bytes().data(), 0, mapping->bytes().size());
    return OwnBuffer(std::move(*mapping), std::move(*framebuffer), buffer->pitch(), format);
}

OwnBuffer::OwnBuffer(kms::MappedRegion mapping, kms::Framebuffer framebuffer, std::uint32_t pitch,
                     pixels::Format format) noexcept
    : mapping_(std::move(mapping)), framebuffer_(std::move(framebuffer)), pitch_(pitch), format_(format) {}

}  // namespace kmsmirror::sink
