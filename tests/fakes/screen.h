// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "kms/atomic_request.h"
#include "kms/device.h"
#include "kms/dma_buf.h"
#include "kms/dumb_buffer.h"
#include "kms/framebuffer.h"
#include "kms/pipeline.h"
#include "kms/property_blob.h"

namespace kmsmirror::fakes {

// A card that is opened as far as tests of commits need it, on any DrmApi: one connector with a display, a pipeline,
// the preferred mode. Owns the device; whatever is made on it goes first.
struct Screen {
    std::unique_ptr<kms::Device> device;
    kms::ConnectorInfo connector;
    kms::Pipeline pipeline;
    kms::ModeInfo mode;
    kms::PropertyBlob mode_blob;

    // Throws std::system_error.
    Screen(kms::DrmApi& api, const std::string& path, kms::Atomic atomic = kms::Atomic::required,
           const std::string& connector_name = {});
    [[nodiscard]] Size size() const { return mode.size(); }

    [[nodiscard]] kms::AtomicRequest enable_request(const kms::Framebuffer& framebuffer) const;
    [[nodiscard]] kms::AtomicRequest flip_request(const kms::Framebuffer& framebuffer) const;
    // Blocking; the error of the commit, or none.
    [[nodiscard]] std::error_code show(const kms::Framebuffer& framebuffer) const;
    [[nodiscard]] std::error_code turn_off() const;
    // Waits until the card's fd is readable, at most 5 s, and reads one batch; empty when nothing came.
    [[nodiscard]] std::vector<kms::FlipEvent> wait_for_events() const;
};

// A dumb buffer with its dma-buf, as a source shares it. Throws std::system_error.
struct SharedBuffer {
    kms::DumbBuffer memory;
    kms::DmaBuf dma_buf;

    SharedBuffer(kms::Device& device, Size size, std::uint32_t format);
    void fill(std::uint32_t pixel) const;  // 0xRRGGBB; XRGB8888 only
};

[[nodiscard]] std::error_code error_of(const CallResult<void>& result);

}  // namespace kmsmirror::fakes
