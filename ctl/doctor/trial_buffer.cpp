// SPDX-License-Identifier: MIT
#include "ctl/doctor/trial_buffer.h"

#include <algorithm>
#include <cstddef>
#include <utility>

#include "kms/dma_buf.h"
#include "kms/dumb_buffer.h"

namespace kmsmirror::ctl::doctor {

namespace {

using BufferResult = CallResult<kms::DmaBuf>;

// New memory may hold what another program showed.
CallResult<void> blacken(const kms::DumbBuffer& buffer) {
    return buffer.map().transform([](kms::MappedRegion&& memory) { std::ranges::fill(memory.bytes(), std::byte{0}); });
}

CallResult<kms::DumbBuffer> black_dumb_buffer(kms::Device& device, Size size, std::uint32_t format, TriedCalls& calls) {
    auto buffer = calls.note({"CREATE_DUMB"}, kms::DumbBuffer::create(device, size, format));
    if (!buffer)
        return buffer;
    if (const auto done = calls.note({}, blacken(*buffer)); !done)
        return tl::unexpected(done.error());
    return buffer;
}

// Keeps the dma-buf only: the memory lives as long as that.
BufferResult dumb_buffer(kms::Device& source, Size size, std::uint32_t format, TriedCalls& calls) {
    const auto buffer = black_dumb_buffer(source, size, format, calls);
    if (!buffer)
        return tl::unexpected(buffer.error());
    return calls.note({"PRIME_HANDLE_TO_FD"}, buffer->export_dma_buf(true));
}

// Heaps give out cleared memory. Its rows are as long as the driver of the board's display wants them.
BufferResult heap_buffer(const std::string& heap, kms::Device& source, Size size, std::uint32_t format,
                         TriedCalls& calls) {
    const auto like = calls.note({}, kms::DumbBuffer::create(source, size, format));
    if (!like)
        return tl::unexpected(like.error());
    kms::BufferLayout layout{.size = size, .format = format, .pitch = like->pitch()};
    layout.bytes = std::uint64_t{layout.pitch} * size.height;
    auto memory = source.api().allocate_from_heap(heap, layout.bytes);
    if (!memory)
        return calls.note({}, BufferResult(call_failure("DMA_HEAP_ALLOC", memory.error())));
    auto buffer = calls.note({"DMA_HEAP_ALLOC"}, BufferResult(kms::DmaBuf(std::move(*memory), layout)));
    const auto scanned_out = calls.note({"PRIME_FD_TO_HANDLE", "ADDFB2"},
                                        kms::import_framebuffer(source, *buffer, size, 0, format), source.driver());
    if (!scanned_out)
        return tl::unexpected(scanned_out.error());
    return buffer;
}

CallResult<kms::Framebuffer> import(kms::Device& sink, const BufferResult& buffer, TriedCalls& calls) {
    if (!buffer)
        return tl::unexpected(buffer.error());
    const kms::BufferLayout& layout = buffer->layout();
    return calls.note({"PRIME_FD_TO_HANDLE", "ADDFB2"},
                      kms::import_framebuffer(sink, *buffer, layout.size, 0, layout.format));
}

}  // namespace

CallResult<kms::Framebuffer> make_trial_buffer(TrialMemory memory, const std::string& heap, kms::Device& source,
                                               kms::Device& sink, Size size, std::uint32_t format, TriedCalls& calls) {
    if (memory == TrialMemory::source)
        return import(sink, dumb_buffer(source, size, format, calls), calls);
    if (memory == TrialMemory::heap)
        return import(sink, heap_buffer(heap, source, size, format, calls), calls);
    const auto buffer = black_dumb_buffer(sink, size, format, calls);
    if (!buffer)
        return tl::unexpected(buffer.error());
    return calls.note({"ADDFB2"}, kms::create_framebuffer(sink, buffer->framebuffer_info()));
}

}  // namespace kmsmirror::ctl::doctor
