// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>

#include "base/result.h"
#include "kms/drm_values.h"

struct gbm_device;

namespace kmsmirror::kms {

// Owns libgbm's view of one card and counts the buffers made with it, all of which are destroyed before it. The card's
// fd is borrowed and stays open meanwhile. One thread at a time.
class GbmDevice {
public:
    // Throws std::system_error when no libgbm backend takes the card.
    explicit GbmDevice(int fd);
    GbmDevice(const GbmDevice&) = delete;
    GbmDevice& operator=(const GbmDevice&) = delete;
    ~GbmDevice();

    [[nodiscard]] Result<GbmBufferInfo> create_buffer(std::uint32_t width, std::uint32_t height, std::uint32_t format);
    void destroy_buffer(std::uint64_t token) noexcept;
    [[nodiscard]] std::size_t buffer_count() const noexcept { return buffer_count_; }

private:
    int fd_;
    gbm_device* device_;
    std::size_t buffer_count_ = 0;
};

}  // namespace kmsmirror::kms
