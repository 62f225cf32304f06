// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>

#include "base/geometry.h"
#include "base/result.h"
#include "kms/dma_buf.h"
#include "kms/drm_values.h"

namespace kmsmirror::kms {

class Device;

// Owns a linear scanout buffer of libgbm, for boards whose clients render with a GPU. Move-only; a moved-from object
// owns nothing.
class GbmBuffer {
public:
    GbmBuffer() noexcept = default;
    GbmBuffer(GbmBuffer&& other) noexcept;
    GbmBuffer& operator=(GbmBuffer&& other) noexcept;
    GbmBuffer(const GbmBuffer&) = delete;
    GbmBuffer& operator=(const GbmBuffer&) = delete;
    ~GbmBuffer() { reset(); }

    // GBM_BO_CREATE
    [[nodiscard]] static CallResult<GbmBuffer> create(Device& device, Size size, std::uint32_t format);

    [[nodiscard]] FramebufferInfo framebuffer_info() const noexcept;
    [[nodiscard]] const DmaBuf& dma_buf() const noexcept { return dma_buf_; }

private:
    GbmBuffer(Device& device, GbmBufferInfo info, Size size, std::uint32_t format);
    void reset() noexcept;

    Device* device_ = nullptr;
    std::uint64_t token_ = 0;
    std::uint32_t handle_ = 0;
    DmaBuf dma_buf_;
};

}  // namespace kmsmirror::kms
