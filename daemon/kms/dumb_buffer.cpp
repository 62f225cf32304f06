// SPDX-License-Identifier: MIT
#include "kms/dumb_buffer.h"

#include <utility>

#include "kms/device.h"
#include "kms/dma_buf.h"
#include "kms/format.h"

namespace kmsmirror::kms {

DumbBuffer::DumbBuffer(Device& device, const DumbInfo& info, Size size, std::uint32_t format)
    : device_(&device), info_(info), size_(size), format_(format) {}

DumbBuffer::DumbBuffer(DumbBuffer&& other) noexcept
    : device_(std::exchange(other.device_, nullptr)), info_(other.info_), size_(other.size_), format_(other.format_) {}

DumbBuffer& DumbBuffer::operator=(DumbBuffer&& other) noexcept {
    if (this != &other) {
        reset();
        device_ = std::exchange(other.device_, nullptr);
        info_ = other.info_;
        size_ = other.size_;
        format_ = other.format_;
    }
    return *this;
}

// A failure is of no interest: after an unplug everything is freed with the card's fd.
void DumbBuffer::reset() noexcept {
    if (Device* const device = std::exchange(device_, nullptr); device != nullptr)
        device->api().destroy_dumb(device->fd(), info_.handle);
}

CallResult<DumbBuffer> DumbBuffer::create(Device& device, Size size, std::uint32_t format) {
    const std::uint32_t bytes = bytes_per_pixel(format);
    if (bytes == 0)
        return call_failure("CREATE_DUMB", errno_error(EINVAL));
    const auto info = device.api().create_dumb(device.fd(), size.width, size.height, bytes * 8);
    if (!info)
        return call_failure("CREATE_DUMB", info.error());
    return DumbBuffer(device, *info, size, format);
}

FramebufferInfo DumbBuffer::framebuffer_info() const noexcept {
    return {.size = size_, .format = format_, .handle = info_.handle, .pitch = info_.pitch, .offset = 0};
}

CallResult<DmaBuf> DumbBuffer::export_dma_buf(bool writable) const {
    auto fd = device_->api().prime_handle_to_fd(device_->fd(), info_.handle, writable);
    if (!fd)
        return call_failure("PRIME_HANDLE_TO_FD", fd.error());
    return DmaBuf(std::move(*fd), {.size = size_,
                                   .format = format_,
                                   .pitch = info_.pitch,
                                   .offset = 0,
                                   .modifier = modifier_linear,
                                   .bytes = info_.size});
}

CallResult<MappedRegion> DumbBuffer::map() const {
    const auto offset = device_->api().map_dumb(device_->fd(), info_.handle);
    if (!offset)
        return call_failure("MAP_DUMB", offset.error());
    return map_region(device_->api(), device_->fd(), *offset, info_.size, true);
}

}  // namespace kmsmirror::kms
