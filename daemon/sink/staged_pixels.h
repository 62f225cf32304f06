// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <span>

#include "base/result.h"
#include "base/unique_fd.h"

namespace kmsmirror::sink {

// Memory to paint into in the place of a mapping that may go at any time with its card: to touch that then is to die
// (drm_dev_unplug() takes it away, that of an exported dma-buf as well, and SIGBUS follows). The kernel copies from
// here to there, and says when there is nothing any more. Move-only. Sink thread.
class StagedPixels {
public:
    // Black. The errors are those of memfd_create(2), ftruncate(2) and mmap(2).
    [[nodiscard]] static CallResult<StagedPixels> create(std::size_t bytes);
    StagedPixels(StagedPixels&& other) noexcept;
    StagedPixels& operator=(StagedPixels&& other) = delete;
    ~StagedPixels();

    [[nodiscard]] std::byte* data() const noexcept { return bytes_.data(); }
    // `size` bytes, from `offset` on, go to the same place of `target`, which is as large as this. ENODEV: it is gone.
    [[nodiscard]] CallResult<void> copy_to(std::span<std::byte> target, std::size_t offset, std::size_t size) const;

private:
    StagedPixels(UniqueFd memory, std::span<std::byte> bytes) noexcept : memory_(std::move(memory)), bytes_(bytes) {}

    UniqueFd memory_;
    std::span<std::byte> bytes_;
};

}  // namespace kmsmirror::sink
