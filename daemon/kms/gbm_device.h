// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>

#include "base/result.h"
#include "kms/drm_values.h"

namespace kmsmirror::kms {

// libgbm's view of one card, and the count of the buffers made with it, all of which are destroyed before it. One
// thread at a time.
class GbmDevice {
public:
    GbmDevice() = default;
    GbmDevice(const GbmDevice&) = delete;
    GbmDevice& operator=(const GbmDevice&) = delete;
    virtual ~GbmDevice() = default;

    [[nodiscard]] virtual Result<GbmBufferInfo> create_buffer(std::uint32_t width, std::uint32_t height,
                                                              std::uint32_t format) = 0;
    virtual void destroy_buffer(std::uint64_t token) noexcept = 0;
    [[nodiscard]] virtual std::size_t buffer_count() const noexcept = 0;
};

// The card's fd is borrowed and stays open as long as the device lives. Fails when no backend of libgbm takes the card,
// and with ENOTSUP where the build goes without libgbm.
[[nodiscard]] Result<std::unique_ptr<GbmDevice>> open_gbm_device(int fd);

}  // namespace kmsmirror::kms
