// SPDX-License-Identifier: MIT
#include "sink/staged_pixels.h"

#include <sys/mman.h>
#include <unistd.h>

#include <cerrno>
#include <utility>

namespace kmsmirror::sink {

CallResult<StagedPixels> StagedPixels::create(std::size_t bytes) {
    UniqueFd memory(::memfd_create("kmsmirror-pixels", MFD_CLOEXEC));
    if (!memory || ::ftruncate(memory.get(), static_cast<off_t>(bytes)) != 0)
        return call_failure("MEMFD", errno_error());
    void* const address = ::mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_SHARED, memory.get(), 0);
    if (address == MAP_FAILED)
        return call_failure("MMAP", errno_error());
    return StagedPixels(std::move(memory), {static_cast<std::byte*>(address), bytes});
}

StagedPixels::StagedPixels(StagedPixels&& other) noexcept
    : memory_(std::move(other.memory_)), bytes_(std::exchange(other.bytes_, {})) {}

StagedPixels::~StagedPixels() {
    if (!bytes_.empty())
        ::munmap(bytes_.data(), bytes_.size());
}

CallResult<void> StagedPixels::copy_to(std::span<std::byte> target, std::size_t offset, std::size_t size) const {
    while (size > 0) {
        const ssize_t copied = ::pread(memory_.get(), target.subspan(offset).data(), size, static_cast<off_t>(offset));
        // EFAULT is that of the target.
        if (copied <= 0)
            return call_failure("PREAD", errno == EFAULT ? errno_error(ENODEV) : errno_error());
        offset += static_cast<std::size_t>(copied);
        size -= static_cast<std::size_t>(copied);
    }
    return {};
}

}  // namespace kmsmirror::sink
