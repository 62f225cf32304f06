// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "base/result.h"
#include "kms/drm_api.h"

namespace kmsmirror::kms {

// Owns one mmap of a buffer. The mapping outlives the fd and the GEM handle that it was made from; after an unplug it
// may fault (SIGBUS) on cards whose memory is not shmem. Move-only; a moved-from object owns nothing. Any thread.
class MappedRegion {
public:
    MappedRegion() noexcept = default;
    MappedRegion(DrmApi& api, void* address, std::size_t size) noexcept
        : api_(&api), address_(static_cast<std::byte*>(address)), size_(size) {}
    MappedRegion(MappedRegion&& other) noexcept;
    MappedRegion& operator=(MappedRegion&& other) noexcept;
    MappedRegion(const MappedRegion&) = delete;
    MappedRegion& operator=(const MappedRegion&) = delete;
    ~MappedRegion() { reset(); }

    // Read-only mappings fault when written.
    [[nodiscard]] std::span<std::byte> bytes() const noexcept { return {address_, size_}; }
    explicit operator bool() const noexcept { return address_ != nullptr; }

private:
    void reset() noexcept;

    DrmApi* api_ = nullptr;
    std::byte* address_ = nullptr;
    std::size_t size_ = 0;
};

// MMAP
[[nodiscard]] CallResult<MappedRegion> map_region(DrmApi& api, int fd, std::uint64_t offset, std::uint64_t size,
                                                  bool writable);

}  // namespace kmsmirror::kms
