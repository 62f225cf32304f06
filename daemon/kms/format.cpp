// SPDX-License-Identifier: MIT
#include "kms/format.h"

#include <drm_fourcc.h>

#include <array>

#include "base/text.h"

namespace kmsmirror::kms {

static_assert(format_xrgb8888 == DRM_FORMAT_XRGB8888 && format_rgb565 == DRM_FORMAT_RGB565);
static_assert(format_rgb332 == DRM_FORMAT_RGB332 && format_r8 == DRM_FORMAT_R8);
static_assert(modifier_linear == DRM_FORMAT_MOD_LINEAR && modifier_invalid == DRM_FORMAT_MOD_INVALID);

namespace {

struct NamedFormat {
    std::string_view name;
    std::uint32_t format;
};
constexpr std::array<NamedFormat, 4> named_formats{
    {{"XRGB8888", format_xrgb8888}, {"RGB565", format_rgb565}, {"RGB332", format_rgb332}, {"R8", format_r8}}};

}  // namespace

std::string fourcc_text(std::uint32_t format) {
    std::string text;
    for (int shift = 0; shift < 32; shift += 8) {
        const auto c = static_cast<char>(format >> shift & 0xff);
        text += is_printable(c) ? c : '?';
    }
    return text;
}

std::optional<std::uint32_t> parse_format(std::string_view text) noexcept {
    for (const NamedFormat& named : named_formats)
        if (named.name == text)
            return named.format;
    if (text.size() != 4)
        return std::nullopt;
    for (const char c : text)
        if (!is_printable(c))
            return std::nullopt;
    return fourcc(text[0], text[1], text[2], text[3]);
}

std::string format_name(std::uint32_t format) {
    for (const NamedFormat& named : named_formats)
        if (named.format == format)
            return std::string(named.name);
    return fourcc_text(format);
}

}  // namespace kmsmirror::kms
