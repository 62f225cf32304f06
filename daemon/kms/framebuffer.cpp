// SPDX-License-Identifier: MIT
#include "kms/framebuffer.h"

#include <utility>

#include "kms/device.h"
#include "kms/dma_buf.h"
#include "kms/format.h"

namespace kmsmirror::kms {

Framebuffer::Framebuffer(Framebuffer&& other) noexcept
    : device_(other.device_), id_(std::exchange(other.id_, 0)), size_(other.size_), format_(other.format_) {}

Framebuffer& Framebuffer::operator=(Framebuffer&& other) noexcept {
    if (this != &other) {
        reset();
        device_ = other.device_;
        id_ = std::exchange(other.id_, 0);
        size_ = other.size_;
        format_ = other.format_;
    }
    return *this;
}

// A failure is of no interest: after an unplug everything is freed with the card's fd.
void Framebuffer::reset() noexcept {
    if (const auto id = std::exchange(id_, 0); id != 0)
        device_->api().remove_framebuffer(device_->fd(), id);
}

CallResult<Framebuffer> create_framebuffer(Device& device, const FramebufferInfo& info) {
    const auto id = device.api().add_framebuffer(device.fd(), info);
    if (!id)
        return call_failure("ADDFB2", id.error());
    return Framebuffer(device, *id, info.size, info.format);
}

CallResult<void> mark_dirty(Device& device, const Framebuffer& framebuffer, std::span<const Rect> clips) {
    if (const auto error = device.api().dirty_framebuffer(device.fd(), framebuffer.id(), clips))
        return call_failure("DIRTYFB", error);
    return {};
}

CallResult<Framebuffer> import_framebuffer(Device& device, const DmaBuf& buffer, Size size,
                                           std::uint32_t extra_byte_offset, std::uint32_t format) {
    const BufferLayout& layout = buffer.layout();
    // ADDFB2 without a modifier means linear for the drivers concerned.
    const bool linear = layout.modifier == modifier_linear || layout.modifier == modifier_invalid;
    std::uint32_t offset = 0;
    if (!linear || __builtin_add_overflow(layout.offset, extra_byte_offset, &offset))
        return call_failure("ADDFB2", errno_error(EINVAL));
    const auto handle = device.api().prime_fd_to_handle(device.fd(), buffer.fd());
    if (!handle)
        return call_failure("PRIME_FD_TO_HANDLE", handle.error());
    auto framebuffer = create_framebuffer(
        device, {.size = size, .format = format, .handle = *handle, .pitch = layout.pitch, .offset = offset});
    device.api().close_gem_handle(device.fd(), *handle);
    return framebuffer;
}

}  // namespace kmsmirror::kms
