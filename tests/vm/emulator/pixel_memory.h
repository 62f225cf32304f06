// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>

namespace kmsmirror::emulator {

// The pixel memory of a DisplayLink chip as 16-bit words. It starts zeroed, and only the pages that are written cost
// memory: the virtual boards have little.
class PixelMemory {
public:
    static constexpr std::size_t pixel_count = std::size_t{1} << 23U;  // all that a 24-bit byte address can reach

    // Throws std::system_error.
    PixelMemory();
    ~PixelMemory();
    PixelMemory(const PixelMemory&) = delete;
    PixelMemory& operator=(const PixelMemory&) = delete;

    [[nodiscard]] std::uint16_t* data() { return pixels_; }
    [[nodiscard]] const std::uint16_t* data() const { return pixels_; }

private:
    std::uint16_t* pixels_;
};

}  // namespace kmsmirror::emulator
