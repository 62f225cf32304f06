// SPDX-License-Identifier: MIT
#include "kms/buffer_allocator.h"

#include "kms/device.h"

namespace kmsmirror::kms {

CallResult<MappedRegion> ScanoutBuffer::map(DrmApi& api) const {
    if (const auto* const dumb = std::get_if<DumbBuffer>(&memory_))
        return dumb->map();
    return dma_buf_.map(api, true);
}

CallResult<ScanoutBuffer> DumbAllocator::allocate(Size size, std::uint32_t format) {
    auto memory = DumbBuffer::create(device_, size, format);
    if (!memory)
        return tl::unexpected(memory.error());
    auto dma_buf = memory->export_dma_buf(true);
    if (!dma_buf)
        return tl::unexpected(dma_buf.error());
    auto framebuffer = create_framebuffer(device_, memory->framebuffer_info());
    if (!framebuffer)
        return tl::unexpected(framebuffer.error());
    return ScanoutBuffer(std::move(*memory), std::move(*dma_buf), std::move(*framebuffer));
}

CallResult<ScanoutBuffer> GbmAllocator::allocate(Size size, std::uint32_t format) {
    auto memory = GbmBuffer::create(device_, size, format);
    if (!memory)
        return tl::unexpected(memory.error());
    auto framebuffer = create_framebuffer(device_, memory->framebuffer_info());
    if (!framebuffer)
        return tl::unexpected(framebuffer.error());
    DmaBuf dma_buf = memory->dma_buf();
    return ScanoutBuffer(std::move(*memory), std::move(dma_buf), std::move(*framebuffer));
}

CallResult<ScanoutBuffer> HeapAllocator::allocate(Size size, std::uint32_t format) {
    BufferLayout layout{.size = size, .format = format, .pitch = pitch_};
    layout.bytes = std::uint64_t{pitch_} * size.height;
    auto memory = device_.api().allocate_from_heap(heap_path_, layout.bytes);
    if (!memory)
        return call_failure("DMA_HEAP_ALLOC", memory.error());
    DmaBuf dma_buf(std::move(*memory), layout);
    auto framebuffer = import_framebuffer(device_, dma_buf, size, 0, format);
    if (!framebuffer)
        return tl::unexpected(framebuffer.error());
    return ScanoutBuffer(std::monostate{}, std::move(dma_buf), std::move(*framebuffer));
}

}  // namespace kmsmirror::kms
