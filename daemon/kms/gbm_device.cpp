// SPDX-License-Identifier: MIT
#include "kms/gbm_device.h"

#include <fcntl.h>
#include <gbm.h>
#include <unistd.h>
#include <xf86drm.h>

#include <memory>

#include "kms/format.h"
#include "kms/libdrm_call.h"

namespace kmsmirror::kms {

namespace {

// libgbm does not always set errno.
int errno_or(int fallback) noexcept {
    return errno != 0 ? errno : fallback;
}

gbm_bo* as_buffer(std::uint64_t token) noexcept {
    return reinterpret_cast<gbm_bo*>(static_cast<std::uintptr_t>(token));  // NOLINT(performance-no-int-to-ptr)
}

class LibgbmDevice final : public GbmDevice {
public:
    // Owns `device`, which is of the card `fd`.
    LibgbmDevice(int fd, gbm_device* device) noexcept : fd_(fd), device_(device) {}

    [[nodiscard]] Result<GbmBufferInfo> create_buffer(std::uint32_t width, std::uint32_t height,
                                                      std::uint32_t format) override;
    void destroy_buffer(std::uint64_t token) noexcept override;
    [[nodiscard]] std::size_t buffer_count() const noexcept override { return buffer_count_; }

private:
    int fd_;
    LibdrmPtr<gbm_device, gbm_device_destroy> device_;
    std::size_t buffer_count_ = 0;
};

Result<GbmBufferInfo> LibgbmDevice::create_buffer(std::uint32_t width, std::uint32_t height, std::uint32_t format) {
    errno = 0;
    LibdrmPtr<gbm_bo, gbm_bo_destroy> buffer(
        gbm_bo_create(device_.get(), width, height, format, GBM_BO_USE_SCANOUT | GBM_BO_USE_LINEAR));
    if (!buffer)
        return failure(errno_or(ENOMEM));
    GbmBufferInfo info;
    info.handle = gbm_bo_get_handle(buffer.get()).u32;
    info.pitch = gbm_bo_get_stride(buffer.get());
    info.offset = gbm_bo_get_offset(buffer.get(), 0);
    // Backends without modifiers say "invalid"; linear is what was asked for.
    info.modifier = gbm_bo_get_modifier(buffer.get());
    if (info.modifier == modifier_invalid)
        info.modifier = modifier_linear;
    // Not gbm_bo_get_fd(): a client must be able to map it for writing.
    int dma_buf = -1;
    if (drmPrimeHandleToFD(fd_, info.handle, DRM_CLOEXEC | DRM_RDWR, &dma_buf) != 0)
        return failure();
    info.dma_buf.reset(dma_buf);
    const off_t size = ::lseek(dma_buf, 0, SEEK_END);
    if (size < 0)
        return failure();
    info.size = static_cast<std::uint64_t>(size);
    info.token = reinterpret_cast<std::uintptr_t>(buffer.release());
    ++buffer_count_;
    return info;
}

void LibgbmDevice::destroy_buffer(std::uint64_t token) noexcept {
    gbm_bo_destroy(as_buffer(token));
    --buffer_count_;
}

}  // namespace

Result<std::unique_ptr<GbmDevice>> open_gbm_device(int fd) {
    errno = 0;
    gbm_device* const device = gbm_create_device(fd);
    if (device == nullptr)
        return failure(errno_or(ENOTSUP));
    return std::make_unique<LibgbmDevice>(fd, device);
}

}  // namespace kmsmirror::kms
