// SPDX-License-Identifier: MIT
#include "mirror/viewport.h"

namespace kmsmirror::mirror {
namespace {

struct Span {
    std::int32_t source_begin;
    std::int32_t source_end;
    std::int32_t target;
};

Span centre(std::uint32_t source, std::uint32_t mode) noexcept {
    const auto shown = static_cast<std::int32_t>(std::min(source, mode));
    const auto begin = (static_cast<std::int32_t>(source) - shown) / 2;
    return {begin, begin + shown, (static_cast<std::int32_t>(mode) - shown) / 2};
}

}  // namespace

bool Viewport::covers(Size mode) const noexcept {
    return x == 0 && y == 0 && rect_of(mode) == source.moved(-source.x1, -source.y1);
}

Viewport centred_viewport(Size source, Size mode) noexcept {
    const Span h = centre(source.width, mode.width);
    const Span v = centre(source.height, mode.height);
    return {{h.source_begin, v.source_begin, h.source_end, v.source_end}, h.target, v.target};
}

}  // namespace kmsmirror::mirror
