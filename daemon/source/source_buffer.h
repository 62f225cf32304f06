// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <memory>
#include <utility>

#include "kms/dma_buf.h"
#include "kms/format.h"
#include "kms/mapped_region.h"
#include "mirror/path_ladder.h"
#include "pixels/image.h"

namespace kmsmirror::source {

// A buffer of a source as others use it: imported by its dma-buf, or read through its mapping. It is shared, so that
// other threads may go on using it while the source goes away.
struct SourceBuffer {
    SourceBuffer(kms::DmaBuf buffer, kms::MappedRegion its_mapping, mirror::FrameMemory its_memory) noexcept
        : dma_buf(std::move(buffer)), mapping(std::move(its_mapping)), memory(its_memory) {}

    kms::DmaBuf dma_buf;
    kms::MappedRegion mapping;
    mirror::FrameMemory memory;
};

using SourceBufferPtr = std::shared_ptr<const SourceBuffer>;

[[nodiscard]] inline pixels::Format pixel_format(std::uint32_t fourcc) noexcept {
    return fourcc == kms::format_rgb565 ? pixels::Format::rgb565 : pixels::Format::xrgb8888;
}

[[nodiscard]] inline std::uint32_t fourcc_of(pixels::Format format) noexcept {
    switch (format) {
        case pixels::Format::rgb565:
            return kms::format_rgb565;
        case pixels::Format::rgb332:
            return kms::format_rgb332;
        case pixels::Format::r8:
            return kms::format_r8;
        case pixels::Format::xrgb8888:
            break;
    }
    return kms::format_xrgb8888;
}

[[nodiscard]] inline pixels::Image image_of(const SourceBuffer& buffer) noexcept {
    const kms::BufferLayout& layout = buffer.dma_buf.layout();
    return {buffer.mapping.bytes().data() + layout.offset, layout.size, layout.pitch, pixel_format(layout.format)};
}

}  // namespace kmsmirror::source
