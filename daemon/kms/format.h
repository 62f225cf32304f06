// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

// Pixel formats as the kernel numbers them: DRM_FORMAT_* (include/uapi/drm/drm_fourcc.h), so that nobody outside of
// kms needs that header.
namespace kmsmirror::kms {

[[nodiscard]] constexpr std::uint32_t fourcc(char a, char b, char c, char d) noexcept {
    const auto byte = [](char value) { return static_cast<std::uint32_t>(static_cast<unsigned char>(value)); };
    return byte(a) | byte(b) << 8 | byte(c) << 16 | byte(d) << 24;
}

inline constexpr std::uint32_t format_xrgb8888 = fourcc('X', 'R', '2', '4');
inline constexpr std::uint32_t format_rgb565 = fourcc('R', 'G', '1', '6');
inline constexpr std::uint32_t format_rgb332 = fourcc('R', 'G', 'B', '8');
inline constexpr std::uint32_t format_r8 = fourcc('R', '8', ' ', ' ');

inline constexpr std::uint64_t modifier_linear = 0;
inline constexpr std::uint64_t modifier_invalid = 0x00ff'ffff'ffff'ffff;  // "nothing known"; linear in practice

// 0 for a format that the daemon has no use for.
[[nodiscard]] constexpr std::uint32_t bytes_per_pixel(std::uint32_t format) noexcept {
    switch (format) {
        case format_xrgb8888:
            return 4;
        case format_rgb565:
            return 2;
        case format_rgb332:
        case format_r8:
            return 1;
        default:
            return 0;
    }
}

// The four characters, "XR24"; characters that are not printable become '?'.
[[nodiscard]] std::string fourcc_text(std::uint32_t format);
// From the kernel's names, "XRGB8888", "RGB565", "RGB332" and "R8", or from four characters.
[[nodiscard]] std::optional<std::uint32_t> parse_format(std::string_view text) noexcept;
// The kernel's name of one that the daemon has a use for, else the four characters.
[[nodiscard]] std::string format_name(std::uint32_t format);

}  // namespace kmsmirror::kms
