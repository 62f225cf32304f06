// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <memory>
#include <utility>

#include "base/geometry.h"
#include "base/result.h"
#include "base/unique_fd.h"
#include "kms/drm_api.h"
#include "kms/mapped_region.h"

namespace kmsmirror::kms {

// Where the pixels of a single-plane buffer are.
struct BufferLayout {
    Size size;
    std::uint32_t format = 0;  // DRM_FORMAT_*
    std::uint32_t pitch = 0;   // bytes
    std::uint32_t offset = 0;  // bytes, of the first pixel
    std::uint64_t modifier = 0;
    std::uint64_t bytes = 0;  // of the whole buffer
    bool operator==(const BufferLayout&) const = default;
};

// Shares the ownership of a dma-buf's fd; copies name the same buffer. Any thread.
class DmaBuf {
public:
    DmaBuf() = default;
    DmaBuf(UniqueFd fd, const BufferLayout& layout)
        : fd_(std::make_shared<const UniqueFd>(std::move(fd))), layout_(layout) {}

    // -1 = none
    [[nodiscard]] int fd() const noexcept { return fd_ ? fd_->get() : -1; }
    [[nodiscard]] const BufferLayout& layout() const noexcept { return layout_; }
    explicit operator bool() const noexcept { return fd() >= 0; }

    // The whole buffer. Some exporters refuse it (EINVAL, EACCES): map the dumb buffer instead.
    [[nodiscard]] CallResult<MappedRegion> map(DrmApi& api, bool writable) const;

private:
    std::shared_ptr<const UniqueFd> fd_;
    BufferLayout layout_;
};

// One access of the CPU to a mapped dma-buf: DMA_BUF_SYNC start when made, end when destroyed. The start waits for
// whoever still writes to the buffer. Keeps the dma-buf alive. Move-only.
class CpuAccess {
public:
    enum class Mode { read, write };

    [[nodiscard]] static CallResult<CpuAccess> begin(DrmApi& api, const DmaBuf& buffer, Mode mode);

    CpuAccess(CpuAccess&& other) noexcept;
    CpuAccess& operator=(CpuAccess&& other) noexcept;
    CpuAccess(const CpuAccess&) = delete;
    CpuAccess& operator=(const CpuAccess&) = delete;
    ~CpuAccess() { end(); }

private:
    CpuAccess(DrmApi& api, DmaBuf buffer, std::uint64_t flags) noexcept
        : api_(&api), buffer_(std::move(buffer)), flags_(flags) {}
    void end() noexcept;

    DrmApi* api_;
    DmaBuf buffer_;
    std::uint64_t flags_;
};

}  // namespace kmsmirror::kms
