// SPDX-License-Identifier: MIT
#include "sink/own_buffer.h"

#include <cstring>
#include <utility>

#include "kms/dma_buf.h"
#include "kms/dumb_buffer.h"
#include "mirror/sink_driver.h"
#include "source/source_buffer.h"

namespace kmsmirror::sink {

namespace {

// Whoever paints cannot know that the card is gone already.
CallResult<kms::MappedRegion> map_to_stay(kms::Device& device, const kms::DumbBuffer& buffer) {
    if (!mirror::unmaps_when_gone(device.driver()))
        return buffer.map();
    const auto dma_buf = buffer.export_dma_buf(true);
    if (!dma_buf)
        return tl::unexpected(dma_buf.error());
    return dma_buf->map(device.api(), true);
}

}  // namespace

CallResult<OwnBuffer> OwnBuffer::create(kms::Device& device, Size size, pixels::Format format) {
    auto buffer = kms::DumbBuffer::create(device, size, source::fourcc_of(format));
    if (!buffer)
        return tl::unexpected(buffer.error());
    auto mapping = map_to_stay(device, *buffer);
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
