// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <vector>

#include "base/geometry.h"

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

// The source as a session sees it. Main thread.
class Host {
public:
    virtual ~Host() = default;
    [[nodiscard]] virtual std::vector<OfferedBuffer> offered_buffers() const = 0;
    [[nodiscard]] virtual std::uint32_t refresh_mhz() const = 0;
    // Which buffers a new client may draw into at once.
    [[nodiscard]] virtual std::vector<std::uint32_t> free_buffers() const = 0;
    virtual void present(const PresentedFrame& frame) = 0;
};

}  // namespace kmsmirror::session
