// SPDX-License-Identifier: MIT
#include "sink/own_buffer.h"

#include <cstring>
#include <utility>

#include "kms/dumb_buffer.h"
#include "mirror/sink_driver.h"
#include "source/source_buffer.h"

namespace kmsmirror::sink {

CallResult<OwnBuffer> OwnBuffer::create(kms::Device& device, Size size, pixels::Format format) {
    auto buffer = kms::DumbBuffer::create(device, size, source::fourcc_of(format));
    if (!buffer)
        return tl::unexpected(buffer.error());
    auto mapping = buffer->map();
    if (!mapping)
        return tl::unexpected(mapping.error());
    auto framebuffer = kms::create_framebuffer(device, buffer->framebuffer_info());
    if (!framebuffer)
        return tl::unexpected(framebuffer.error());
    std::optional<StagedPixels> staged;
    if (mirror::unmaps_when_gone(device.driver())) {
        auto created = StagedPixels::create(mapping->bytes().size());
        if (!created)
            return tl::unexpected(created.error());
        staged.emplace(std::move(*created));
        if (const auto cleared = staged->copy_to(mapping->bytes(), 0, mapping->bytes().size()); !cleared)
            return tl::unexpected(cleared.error());
    } else {
        std::memset(mapping->bytes().data(), 0, mapping->bytes().size());
    }
    return OwnBuffer(std::move(*mapping), std::move(staged), std::move(*framebuffer), buffer->pitch(), format);
}

OwnBuffer::OwnBuffer(kms::MappedRegion mapping, std::optional<StagedPixels> staged, kms::Framebuffer framebuffer,
                     std::uint32_t pitch, pixels::Format format) noexcept
    : mapping_(std::move(mapping)),
      staged_(std::move(staged)),
      framebuffer_(std::move(framebuffer)),
      pitch_(pitch),
      format_(format) {}

CallResult<void> OwnBuffer::publish(const pixels::Region& painted) const {
    if (!staged_)
        return {};
    for (const Rect& rect : painted.rects()) {
        // Whole rows in one call: such panels are small.
        const auto row = static_cast<std::size_t>(rect.y1);
        const auto rows = static_cast<std::size_t>(rect.height());
        if (auto copied = staged_->copy_to(mapping_.bytes(), row * pitch_, rows * pitch_); !copied)
            return copied;
    }
    return {};
}

}  // namespace kmsmirror::sink
