// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <span>

#include "base/geometry.h"
#include "base/result.h"
#include "kms/drm_values.h"

namespace kmsmirror::kms {

class Device;
class DmaBuf;

// Owns a framebuffer. It holds its memory by itself: the GEM handle it was made from may be closed.
// Destroying one that is on a plane turns that plane off, and waits for it: keep it until the flip after the one that
// showed it. Move-only; a moved-from object owns nothing.
class Framebuffer {
public:
    Framebuffer() noexcept = default;
    Framebuffer(Device& device, std::uint32_t id, Size size, std::uint32_t format) noexcept
        : device_(&device), id_(id), size_(size), format_(format) {}
    Framebuffer(Framebuffer&& other) noexcept;
    Framebuffer& operator=(Framebuffer&& other) noexcept;
    Framebuffer(const Framebuffer&) = delete;
    Framebuffer& operator=(const Framebuffer&) = delete;
    ~Framebuffer() { reset(); }

    // 0 = owns nothing
    [[nodiscard]] std::uint32_t id() const noexcept { return id_; }
    [[nodiscard]] Size size() const noexcept { return size_; }
    [[nodiscard]] std::uint32_t format() const noexcept { return format_; }
    explicit operator bool() const noexcept { return id_ != 0; }

private:
    void reset() noexcept;

    Device* device_ = nullptr;
    std::uint32_t id_ = 0;
    Size size_;
    std::uint32_t format_ = 0;
};

// ADDFB2
[[nodiscard]] CallResult<Framebuffer> create_framebuffer(Device& device, const FramebufferInfo& info);

// DIRTYFB: the display reads the clips, in framebuffer coordinates, before the call returns. Success proves nothing:
// for a framebuffer that is on no plane nothing is done.
[[nodiscard]] CallResult<void> mark_dirty(Device& device, const Framebuffer& framebuffer, std::span<const Rect> clips);

// PRIME_FD_TO_HANDLE, ADDFB2 with the buffer's pitch and offset, GEM_CLOSE. No handle of that buffer may be in use on
// this device: the kernel would give the same one, and it is closed here. `size` pixels are shown, beginning
// `extra_byte_offset` bytes after the buffer's own offset, so that a part of a larger buffer can be shown.
// Success proves nothing: whether the driver can read the memory shows at the first real commit.
[[nodiscard]] CallResult<Framebuffer> import_framebuffer(Device& device, const DmaBuf& buffer, Size size,
                                                         std::uint32_t extra_byte_offset, std::uint32_t format);

}  // namespace kmsmirror::kms
