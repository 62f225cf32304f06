// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <new>
#include <shared_mutex>
#include <span>

#include "pixels/damage_journal.h"
#include "pixels/image.h"

namespace kmsmirror::source {

// A frame of the source in cached memory. Scanout memory is write-combined and slow to read: it is read once into the
// shadow, and every sink on path copy takes its pixels from there. One thread writes, any number read.
class Shadow {
public:
    // Throws std::bad_alloc.
    Shadow(Size size, pixels::Format format);

    [[nodiscard]] pixels::Format format() const noexcept { return image_.format; }

    // A frame for as long as the view lives; keep it short, because the next frame waits.
    class View {
    public:
        [[nodiscard]] const pixels::Image& image() const noexcept { return image_; }
        [[nodiscard]] pixels::Sequence sequence() const noexcept { return sequence_; }

    private:
        friend class Shadow;
        std::shared_lock<std::shared_mutex> lock_;
        pixels::Image image_;
        pixels::Sequence sequence_ = 0;
    };
    // The newest frame.
    [[nodiscard]] View view() const;

    // A picture of its own instead of a frame of a source.
    void draw(const std::function<void(const pixels::Image&)>& draw_picture, pixels::Sequence sequence);

    // Copies what changed since the last update; the shadow holds the frame with `sequence` then. Returns the bytes
    // read.
    std::uint64_t update(const pixels::Image& frame, std::span<const Rect> changed, pixels::Sequence sequence);

private:
    // Aligned as the frames are: on some processors memcpy is ten times slower between memory that is not aligned
    // alike.
    static constexpr std::align_val_t alignment{4096};
    struct Delete {
        void operator()(std::byte* pixels) const noexcept { ::operator delete[](pixels, alignment); }
    };

    const std::unique_ptr<std::byte[], Delete> pixels_;
    const pixels::Image image_;
    mutable std::shared_mutex mutex_;  // guards the pixels and what follows
    pixels::Sequence sequence_ = 0;
};

}  // namespace kmsmirror::source
