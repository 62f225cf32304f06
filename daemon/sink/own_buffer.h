// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>

#include "kms/device.h"
#include "kms/framebuffer.h"
#include "kms/mapped_region.h"
#include "pixels/image.h"

namespace kmsmirror::sink {

// A dumb buffer of the sink's own card with its framebuffer: what path copy paints into. Sink thread.
class OwnBuffer {
public:
    // Black.
    [[nodiscard]] static CallResult<OwnBuffer> create(kms::Device& device, Size size, pixels::Format format);

    [[nodiscard]] const kms::Framebuffer& framebuffer() const noexcept { return framebuffer_; }
    [[nodiscard]] pixels::Format format() const noexcept { return format_; }
    [[nodiscard]] pixels::Image image() const noexcept {
        return {mapping_.bytes().data(), framebuffer_.size(), pitch_, format_};
    }

private:
    OwnBuffer(kms::MappedRegion mapping, kms::Framebuffer framebuffer, std::uint32_t pitch,
              pixels::Format format) noexcept;

    // These hold the memory: no GEM handle is left that would outlive this process in a card that is kept open.
    kms::MappedRegion mapping_;
    kms::Framebuffer framebuffer_;
    std::uint32_t pitch_;  // bytes
    pixels::Format format_;
};

}  // namespace kmsmirror::sink
