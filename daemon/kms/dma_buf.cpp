// SPDX-License-Identifier: MIT
#include "kms/dma_buf.h"

#include <linux/dma-buf.h>

namespace kmsmirror::kms {

CallResult<MappedRegion> DmaBuf::map(DrmApi& api, bool writable) const {
    return map_region(api, fd(), 0, layout_.bytes, writable);
}

CallResult<CpuAccess> CpuAccess::begin(DrmApi& api, const DmaBuf& buffer, Mode mode) {
    const std::uint64_t flags = mode == Mode::read ? DMA_BUF_SYNC_READ : DMA_BUF_SYNC_RW;
    if (const auto error = api.sync_dma_buf(buffer.fd(), DMA_BUF_SYNC_START | flags))
        return call_failure("DMA_BUF_SYNC", error);
    return CpuAccess(api, buffer, flags);
}

CpuAccess::CpuAccess(CpuAccess&& other) noexcept
    : api_(std::exchange(other.api_, nullptr)), buffer_(std::move(other.buffer_)), flags_(other.flags_) {}

CpuAccess& CpuAccess::operator=(CpuAccess&& other) noexcept {
    if (this != &other) {
        end();
        api_ = std::exchange(other.api_, nullptr);
        buffer_ = std::move(other.buffer_);
        flags_ = other.flags_;
    }
    return *this;
}

void CpuAccess::end() noexcept {
    if (DrmApi* const api = std::exchange(api_, nullptr); api != nullptr)
        api->sync_dma_buf(buffer_.fd(), DMA_BUF_SYNC_END | flags_);
}

}  // namespace kmsmirror::kms
