// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>

namespace kmsmirror::tools {

enum class YuvMatrix { bt601, bt709 };

// 16 to 235 (colour: 240), as video mostly has it, or 0 to 255.
enum class YuvRange { limited, full };

// YCbCr of 8 bits to XRGB8888, with the coefficients of ITU-R BT.601 or BT.709. Integers only: boards may be slow at
// anything else. Differs by at most 1 from the exact value.
class YuvConverter {
public:
    YuvConverter(YuvMatrix matrix, YuvRange range) noexcept;

    [[nodiscard]] std::uint32_t convert(std::uint8_t y, std::uint8_t cb, std::uint8_t cr) const noexcept;

private:
    std::int32_t black_;
    // Factors, times 65536.
    std::int32_t luma_;
    std::int32_t red_of_cr_;
    std::int32_t green_of_cb_;
    std::int32_t green_of_cr_;
    std::int32_t blue_of_cb_;
};

}  // namespace kmsmirror::tools
