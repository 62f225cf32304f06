// SPDX-License-Identifier: MIT
#include "kms/mapped_region.h"

#include <limits>
#include <utility>

namespace kmsmirror::kms {

MappedRegion::MappedRegion(MappedRegion&& other) noexcept
    : api_(other.api_), address_(std::exchange(other.address_, nullptr)), size_(std::exchange(other.size_, 0)) {}

MappedRegion& MappedRegion::operator=(MappedRegion&& other) noexcept {
    if (this != &other) {
        reset();
        api_ = other.api_;
        address_ = std::exchange(other.address_, nullptr);
        size_ = std::exchange(other.size_, 0);
    }
    return *this;
}

void MappedRegion::reset() noexcept {
    if (std::byte* const address = std::exchange(address_, nullptr); address != nullptr)
        api_->unmap(address, std::exchange(size_, 0));
}

CallResult<MappedRegion> map_region(DrmApi& api, int fd, std::uint64_t offset, std::uint64_t size, bool writable) {
    if (size > std::numeric_limits<std::size_t>::max())
        return call_failure("MMAP", errno_error(ENOMEM));
    const auto bytes = static_cast<std::size_t>(size);
    const auto address = api.map(fd, offset, bytes, writable);
    if (!address)
        return call_failure("MMAP", address.error());
    return MappedRegion(api, *address, bytes);
}

}  // namespace kmsmirror::kms
