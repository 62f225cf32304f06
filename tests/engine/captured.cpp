// SPDX-License-Identifier: MIT
#include "engine/captured.h"

#include <sys/mman.h>

#include "source/source_buffer.h"

namespace kmsmirror::tests {

Captured read_captured(const pixels::CaptureResult& image) {
    if (!image)
        return {{}, image.error(), 0};
    const std::size_t bytes = std::size_t{image->pitch} * image->size.height;
    void* const address = ::mmap(nullptr, bytes, PROT_READ, MAP_SHARED, image->memory.get(), 0);
    if (address == MAP_FAILED)
        return {{}, pixels::CaptureFailure{pixels::CaptureFailure::Reason::call_failed, {"mmap", errno_error()}}, 0};
    Captured captured{
        fakes::read_picture({static_cast<std::byte*>(address), bytes}, {.size = image->size,
                                                                        .format = source::fourcc_of(image->format),
                                                                        .pitch = image->pitch,
                                                                        .offset = 0,
                                                                        .modifier = kms::modifier_linear,
                                                                        .bytes = bytes}),
        {},
        image->sequence};
    ::munmap(address, bytes);
    return captured;
}

}  // namespace kmsmirror::tests
