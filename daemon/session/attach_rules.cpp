// SPDX-License-Identifier: MIT
#include "session/attach_rules.h"

#include <fmt/format.h>

#include "base/text.h"

namespace kmsmirror::session {
namespace {

// of drm_fourcc.h, which is not to be included here
constexpr std::uint32_t format_xrgb8888 = 0x34325258;
constexpr std::uint32_t format_rgb565 = 0x36314752;
constexpr std::uint64_t modifier_linear = 0;
constexpr std::uint64_t modifier_invalid = 0x00ffffffffffffff;

// Pixels are copied and converted in words of this size: pixman takes no other stride, and some processors read no word
// from elsewhere.
constexpr std::uint32_t word_bytes = 4;

std::uint32_t bytes_per_pixel(std::uint32_t format) {
    return format == format_rgb565 ? 2 : 4;
}

std::string name_of(std::uint32_t format) {
    std::string name;
    for (unsigned shift = 0; shift < 32; shift += 8)
        name += static_cast<char>(format >> shift & 0xff);
    return printable(name);
}

}  // namespace

std::optional<Refusal> check_layout(const kmsmirror_frame_attach& message, Size source) {
    constexpr std::uint32_t first = KMSMIRROR_FRAME_FIRST_ATTACHED;
    constexpr std::uint32_t last = first + KMSMIRROR_FRAME_MAX_ATTACHED - 1;
    if (message.index < first || message.index > last)
        return Refusal{
            KMSMIRROR_FRAME_REFUSED_INDEX,
            fmt::format("index {} is not one for attached buffers, these are {} to {}", message.index, first, last)};
    if (Size{message.width, message.height} != source)
        return Refusal{KMSMIRROR_FRAME_REFUSED_SIZE,
                       fmt::format("size {}x{} is not that of the source, {}x{}", message.width, message.height,
                                   source.width, source.height)};
    if (message.format != format_xrgb8888 && message.format != format_rgb565)
        return Refusal{KMSMIRROR_FRAME_REFUSED_FORMAT,
                       fmt::format("format {} ({:#x}) is neither XR24 (XRGB8888) nor RG16 (RGB565)",
                                   name_of(message.format), message.format)};
    if (message.modifier != modifier_linear && message.modifier != modifier_invalid)
        return Refusal{KMSMIRROR_FRAME_REFUSED_MODIFIER,
                       fmt::format("modifier {:#x} is neither LINEAR (0) nor INVALID ({:#x})", message.modifier,
                                   modifier_invalid)};
    const std::uint64_t row = std::uint64_t{source.width} * bytes_per_pixel(message.format);
    if (message.pitch < row)
        return Refusal{KMSMIRROR_FRAME_REFUSED_PITCH,
                       fmt::format("pitch {} is less than a row, which has {} bytes", message.pitch, row)};
    if (message.pitch % word_bytes != 0)
        return Refusal{KMSMIRROR_FRAME_REFUSED_PITCH,
                       fmt::format("pitch {} is not a multiple of {} bytes; a row may have bytes behind its pixels",
                                   message.pitch, word_bytes)};
    if (message.offset % word_bytes != 0)
        return Refusal{KMSMIRROR_FRAME_REFUSED_OFFSET,
                       fmt::format("offset {} is not a multiple of {} bytes", message.offset, word_bytes)};
    return std::nullopt;
}

std::optional<Refusal> check_extent(const kmsmirror_frame_attach& message, std::uint64_t bytes) {
    const std::uint64_t row = std::uint64_t{message.width} * bytes_per_pixel(message.format);
    const std::uint64_t end = message.offset + std::uint64_t{message.pitch} * (message.height - 1) + row;
    if (end <= bytes)
        return std::nullopt;
    return Refusal{KMSMIRROR_FRAME_REFUSED_BYTES,
                   fmt::format("{} rows of pitch {} from offset {} on end at byte {}, the dma-buf has {}",
                               message.height, message.pitch, message.offset, end, bytes)};
}

}  // namespace kmsmirror::session
