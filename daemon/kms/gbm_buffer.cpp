// SPDX-License-Identifier: MIT
#include "kms/gbm_buffer.h"

#include <utility>

#include "kms/device.h"

namespace kmsmirror::kms {

GbmBuffer::GbmBuffer(Device& device, GbmBufferInfo info, Size size, std::uint32_t format)
    : device_(&device),
      token_(info.token),
      handle_(info.handle),
      dma_buf_(std::move(info.dma_buf), {.size = size,
                                         .format = format,
                                         .pitch = info.pitch,
                                         .offset = info.offset,
                                         .modifier = info.modifier,
                                         .bytes = info.size}) {}

GbmBuffer::GbmBuffer(GbmBuffer&& other) noexcept
    : device_(std::exchange(other.device_, nullptr)),
      token_(other.token_),
      handle_(other.handle_),
      dma_buf_(std::move(other.dma_buf_)) {}

GbmBuffer& GbmBuffer::operator=(GbmBuffer&& other) noexcept {
    if (this != &other) {
        reset();
        device_ = std::exchange(other.device_, nullptr);
        token_ = other.token_;
        handle_ = other.handle_;
        dma_buf_ = std::move(other.dma_buf_);
    }
    return *this;
}

void GbmBuffer::reset() noexcept {
    if (Device* const device = std::exchange(device_, nullptr); device != nullptr)
        device->api().destroy_gbm_buffer(device->fd(), token_);
}

CallResult<GbmBuffer> GbmBuffer::create(Device& device, Size size, std::uint32_t format) {
    auto info = device.api().create_gbm_buffer(device.fd(), size.width, size.height, format);
    if (!info)
        return call_failure("GBM_BO_CREATE", info.error());
    return GbmBuffer(device, std::move(*info), size, format);
}

FramebufferInfo GbmBuffer::framebuffer_info() const noexcept {
    const BufferLayout& layout = dma_buf_.layout();
    return {.size = layout.size,
            .format = layout.format,
            .handle = handle_,
            .pitch = layout.pitch,
            .offset = layout.offset};
}

}  // namespace kmsmirror::kms
