// SPDX-License-Identifier: MIT
#pragma once

#include "base/dither.h"
#include "pixels/image.h"

namespace kmsmirror::pixels {

// Whether pixels of that format, of those of XRGB8888, are made by reduce(); else pixman makes them.
[[nodiscard]] bool is_reduced(Format format, Dither dither) noexcept;

// Fewer bits. By ordered dither, pixels of two neighbouring colours are in a pattern of eight by eight, so that from
// afar they are the colour between. The pattern stands still on the display, whatever changes. Grey is as the kernel
// makes it, drm_fb_xrgb8888_to_gray8() of drivers/gpu/drm/drm_format_helper.c.
//
// `rect` of the source, which is XRGB8888, goes to the target moved by (dx, dy), whose pixels decide which place of the
// pattern each has. is_reduced() is true.
void reduce(const Image& source, const Image& target, const Rect& rect, std::int32_t dx, std::int32_t dy,
            Dither dither) noexcept;

// The other way: `rect` of the source, which is RGB332 or R8, goes to the target, which is XRGB8888, moved by (dx, dy).
void expand(const Image& source, const Image& target, const Rect& rect, std::int32_t dx, std::int32_t dy) noexcept;

// 0xRRGGBB in a format, as it lies in memory, in the lowest bits; without dither.
[[nodiscard]] std::uint32_t packed(std::uint32_t rgb, Format format) noexcept;

}  // namespace kmsmirror::pixels
