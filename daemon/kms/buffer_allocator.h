// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

#include "base/geometry.h"
#include "base/result.h"
#include "kms/dma_buf.h"
#include "kms/dumb_buffer.h"
#include "kms/framebuffer.h"
#include "kms/gbm_buffer.h"
#include "kms/mapped_region.h"

namespace kmsmirror::kms {

// Owns memory that the SoC display scans out, its framebuffer there, and a dma-buf of it for sinks and clients, which
// is writable unless the memory is a client's. Move-only. Never cleared: it may hold old data.
class ScanoutBuffer {
public:
    // monostate: the dma-buf itself is all that there is.
    using Memory = std::variant<DumbBuffer, GbmBuffer, std::monostate>;

    ScanoutBuffer(Memory memory, DmaBuf dma_buf, Framebuffer framebuffer) noexcept
        : memory_(std::move(memory)), dma_buf_(std::move(dma_buf)), framebuffer_(std::move(framebuffer)) {}

    [[nodiscard]] const Framebuffer& framebuffer() const noexcept { return framebuffer_; }
    [[nodiscard]] const DmaBuf& dma_buf() const noexcept { return dma_buf_; }
    [[nodiscard]] const BufferLayout& layout() const noexcept { return dma_buf_.layout(); }
    // The whole buffer, for reading and writing; layout().offset is where the pixels begin.
    [[nodiscard]] CallResult<MappedRegion> map(DrmApi& api) const;
    // Gives the GEM handle back, after map(). The framebuffer, the dma-buf and the mapping hold the memory. A handle
    // would outlive this process in a card that is kept open, and nobody could tell what it was.
    void drop_handle() { memory_ = std::monostate{}; }

private:
    Memory memory_;
    DmaBuf dma_buf_;
    Framebuffer framebuffer_;
};

// Where scanout buffers come from.
class BufferAllocator {
public:
    virtual ~BufferAllocator() = default;
    [[nodiscard]] virtual CallResult<ScanoutBuffer> allocate(Size size, std::uint32_t format) = 0;
    [[nodiscard]] virtual std::string_view name() const noexcept = 0;
};

// CREATE_DUMB on the card. The device outlives the allocator and its buffers, here and below.
class DumbAllocator final : public BufferAllocator {
public:
    explicit DumbAllocator(Device& device) noexcept : device_(device) {}
    [[nodiscard]] CallResult<ScanoutBuffer> allocate(Size size, std::uint32_t format) override;
    [[nodiscard]] std::string_view name() const noexcept override { return "dumb"; }

private:
    Device& device_;
};

// libgbm on the card, with GBM_BO_USE_SCANOUT | GBM_BO_USE_LINEAR.
class GbmAllocator final : public BufferAllocator {
public:
    explicit GbmAllocator(Device& device) noexcept : device_(device) {}
    [[nodiscard]] CallResult<ScanoutBuffer> allocate(Size size, std::uint32_t format) override;
    [[nodiscard]] std::string_view name() const noexcept override { return "gbm"; }

private:
    Device& device_;
};

// A contiguous dma-heap, imported into the card. A kernel maps its buffers on demand, whatever it does with dumb
// buffers.
class HeapAllocator final : public BufferAllocator {
public:
    // `pitch` is what the display needs, in bytes: that of a dumb buffer of the same size.
    HeapAllocator(Device& device, std::string heap_path, std::uint32_t pitch) noexcept
        : device_(device), heap_path_(std::move(heap_path)), pitch_(pitch) {}
    [[nodiscard]] CallResult<ScanoutBuffer> allocate(Size size, std::uint32_t format) override;
    [[nodiscard]] std::string_view name() const noexcept override { return "dma-heap"; }

private:
    Device& device_;
    const std::string heap_path_;
    const std::uint32_t pitch_;
};

}  // namespace kmsmirror::kms
