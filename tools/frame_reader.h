// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace kmsmirror::tools {

// Reads frames of one size from a file descriptor, which it borrows, and keeps the last two.
class FrameReader {
public:
    FrameReader(int fd, std::size_t frame_bytes) : fd_(fd), frame_(frame_bytes), before_(frame_bytes) {}

    // False at the end of the input. Throws std::runtime_error if it ends in the middle of a frame.
    bool read_next();

    [[nodiscard]] const std::byte* frame() const noexcept { return frame_.data(); }
    // The frame before that; zeros at first.
    [[nodiscard]] const std::byte* before() const noexcept { return before_.data(); }

private:
    int fd_;
    std::uint64_t count_ = 0;
    std::vector<std::byte> frame_;
    std::vector<std::byte> before_;
};

}  // namespace kmsmirror::tools
