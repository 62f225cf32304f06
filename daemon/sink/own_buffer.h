// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>

#include "kms/device.h"
#include "kms/framebuffer.h"
#include "kms/mapped_region.h"
#include "pixels/image.h"
#include "pixels/region.h"
#include "sink/staged_pixels.h"

namespace kmsmirror::sink {

// A dumb buffer of the sink's own card with its framebuffer: what path copy paints into. Sink thread.
class OwnBuffer {
public:
    // Black.
    [[nodiscard]] static CallResult<OwnBuffer> create(kms::Device& device, Size size, pixels::Format format);

    [[nodiscard]] const kms::Framebuffer& framebuffer() const noexcept { return framebuffer_; }
    [[nodiscard]] pixels::Format format() const noexcept { return format_; }
    // What is painted counts after publish().
    [[nodiscard]] pixels::Image image() const noexcept {
        return {staged_ ? staged_->data() : mapping_.bytes().data(), framebuffer_.size(), pitch_, format_};
    }
    [[nodiscard]] CallResult<void> publish(const pixels::Region& painted) const;

private:
    OwnBuffer(kms::MappedRegion mapping, std::optional<StagedPixels> staged, kms::Framebuffer framebuffer,
              std::uint32_t pitch, pixels::Format format) noexcept;

    // These hold the memory: no GEM handle is left that would outlive this process in a card that is kept open.
    kms::MappedRegion mapping_;
    std::optional<StagedPixels> staged_;  // where the mapping goes with the card
    kms::Framebuffer framebuffer_;
    std::uint32_t pitch_;  // bytes
    pixels::Format format_;
};

}  // namespace kmsmirror::sink
