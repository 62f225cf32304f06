// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "tools/frame_stream.h"

namespace kmsmirror::tools {

// Reads frames, and keeps the last two.
class FrameReader {
public:
    // `stream` outlives it.
    explicit FrameReader(FrameStream& stream)
        : stream_(stream), frame_(stream.layout().bytes()), before_(stream.layout().bytes()) {}

    // False at the end. Throws as FrameStream::read(); then both frames are undefined.
    bool read_next() {
        frame_.swap(before_);
        return stream_.read(frame_);
    }

    [[nodiscard]] std::span<const std::byte> frame() const noexcept { return frame_; }
    // The frame before that; zeros at first.
    [[nodiscard]] std::span<const std::byte> before() const noexcept { return before_; }

private:
    FrameStream& stream_;
    std::vector<std::byte> frame_;
    std::vector<std::byte> before_;
};

}  // namespace kmsmirror::tools
