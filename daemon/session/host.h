// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "base/expected.h"
#include "base/geometry.h"
#include "base/unique_fd.h"
#include "session/dma_buf_info.h"

namespace kmsmirror::session {

// A scanout buffer as it is offered to a client. `dma_buf` is borrowed for the call.
struct OfferedBuffer {
    std::uint32_t index = 0;
    Size size;
    std::uint32_t format = 0;    // DRM_FORMAT_*
    std::uint32_t pitch = 0;     // bytes
    std::uint32_t offset = 0;    // bytes
    std::uint64_t bytes = 0;     // of the whole dma-buf
    std::uint64_t modifier = 0;  // DRM_FORMAT_MOD_*
    int dma_buf = -1;
};

// A frame that a client hands over. Validated: the index is of a buffer that the client owns, the rectangles lie inside
// it. No rectangle means that nothing changed.
struct PresentedFrame {
    std::uint32_t buffer_index = 0;
    std::uint64_t serial = 0;  // the client's own number, comes back in PRESENTED
    std::vector<Rect> damage;
};

// Memory of the client as a buffer. Validated: `dma_buf` is a dma-buf, not one that the host offers, and holds a
// picture of this layout and of the source's size.
struct AttachedBuffer {
    std::uint32_t index = 0;  // never one of an offered buffer
    Size size;
    std::uint32_t format = 0;    // DRM_FORMAT_XRGB8888 or DRM_FORMAT_RGB565
    std::uint32_t pitch = 0;     // bytes
    std::uint32_t offset = 0;    // bytes
    std::uint64_t bytes = 0;     // of the whole dma-buf
    std::uint64_t modifier = 0;  // DRM_FORMAT_MOD_LINEAR or DRM_FORMAT_MOD_INVALID
    std::string exporter;        // as the kernel names it: "udmabuf", "vgem", a heap ...
    UniqueFd dma_buf;
};

// How an attached buffer is shown.
struct Attachment {
    bool is_copied = false;  // else it is scanned out
    std::string reason;      // why it must be copied, for people
};

// More of Host::jobs_elsewhere() are not begun: clients that follow the rules leave none that lasts.
inline constexpr std::size_t most_jobs_elsewhere = 64;

// The source as a session sees it. What it throws ends the session; detach() throws nothing. Main thread.
class Host {
public:
    virtual ~Host() = default;
    [[nodiscard]] virtual std::vector<OfferedBuffer> offered_buffers() const = 0;
    [[nodiscard]] virtual std::uint32_t refresh_mhz() const = 0;
    // Which buffers a new client may draw into at once.
    [[nodiscard]] virtual std::vector<std::uint32_t> free_buffers() const = 0;
    // Also of a buffer that was withdrawn while the client had it. That one is not to be released.
    virtual void present(const PresentedFrame& frame) = 0;

    // What is behind a file descriptor that a client sent.
    [[nodiscard]] virtual tl::expected<DmaBufInfo, std::string> inspect(int fd) const = 0;
    // The client owns the buffer from now on and may present it. An error is a text for the client. Calls nothing of
    // the session.
    [[nodiscard]] virtual tl::expected<Attachment, std::string> attach(AttachedBuffer buffer) = 0;
    // The client will not present the buffer any more: one that it attached, or one that was withdrawn while it had it.
    // A host that still has an attached buffer from a present() releases it as always and drops it then, any other at
    // once. When a client goes this is called for each such buffer.
    virtual void detach(std::uint32_t index) = 0;

    // Runs what may block for as long as a client likes, on another thread. The session need not live as long.
    virtual void run_elsewhere(std::function<void()> job) = 0;
    // How many of these are not done.
    [[nodiscard]] virtual std::size_t jobs_elsewhere() const = 0;
};

}  // namespace kmsmirror::session
