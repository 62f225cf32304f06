// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>

#include "base/geometry.h"
#include "base/result.h"
#include "kms/drm_values.h"
#include "kms/mapped_region.h"

namespace kmsmirror::kms {

class Device;
class DmaBuf;

// Owns a dumb buffer: memory that the card can scan out or read, not cleared by the kernel on every card.
// Framebuffers, dma-bufs and mappings made from it keep the memory when it is destroyed. Move-only; a moved-from
// object owns nothing.
class DumbBuffer {
public:
    DumbBuffer() noexcept = default;
    DumbBuffer(DumbBuffer&& other) noexcept;
    DumbBuffer& operator=(DumbBuffer&& other) noexcept;
    DumbBuffer(const DumbBuffer&) = delete;
    DumbBuffer& operator=(const DumbBuffer&) = delete;
    ~DumbBuffer() { reset(); }

    // CREATE_DUMB; EINVAL for a format whose pixel size is unknown here.
    [[nodiscard]] static CallResult<DumbBuffer> create(Device& device, Size size, std::uint32_t format);

    // What create_framebuffer() needs.
    [[nodiscard]] FramebufferInfo framebuffer_info() const noexcept;
    [[nodiscard]] Size size() const noexcept { return size_; }
    [[nodiscard]] std::uint32_t format() const noexcept { return format_; }
    [[nodiscard]] std::uint32_t pitch() const noexcept { return info_.pitch; }  // bytes
    [[nodiscard]] std::uint64_t bytes() const noexcept { return info_.size; }

    // PRIME_HANDLE_TO_FD; only a writable one can be mapped for writing. The first export of a buffer decides: the
    // kernel gives out the same dma-buf again.
    [[nodiscard]] CallResult<DmaBuf> export_dma_buf(bool writable) const;
    // MAP_DUMB and MMAP of the whole buffer, for reading and writing.
    [[nodiscard]] CallResult<MappedRegion> map() const;

private:
    DumbBuffer(Device& device, const DumbInfo& info, Size size, std::uint32_t format);
    void reset() noexcept;

    Device* device_ = nullptr;
    DumbInfo info_;
    Size size_;
    std::uint32_t format_ = 0;
};

}  // namespace kmsmirror::kms
