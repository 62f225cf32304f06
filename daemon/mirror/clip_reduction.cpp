// SPDX-License-Identifier: MIT
#include "mirror/clip_reduction.h"

#include <algorithm>
#include <limits>

namespace kmsmirror::mirror {
namespace {

Rect hull(const Rect& a, const Rect& b) noexcept {
    return {std::min(a.x1, b.x1), std::min(a.y1, b.y1), std::max(a.x2, b.x2), std::max(a.y2, b.y2)};
}

std::int64_t area(const Rect& rect) noexcept {
    return std::int64_t{rect.width()} * rect.height();
}

struct Join {
    std::size_t a = 0;
    std::size_t b = 0;
    std::int64_t growth = std::numeric_limits<std::int64_t>::max();  // pixels sent in addition
};

Join cheapest_join(const std::vector<Rect>& clips) {
    Join best;
    for (std::size_t a = 0; a < clips.size(); ++a)
        for (std::size_t b = a + 1; b < clips.size(); ++b) {
            const std::int64_t growth = area(hull(clips[a], clips[b])) - area(clips[a]) - area(clips[b]);
            if (growth < best.growth)
                best = {a, b, growth};
        }
    return best;
}

void join(std::vector<Rect>& clips, const Join& which) {
    clips[which.a] = hull(clips[which.a], clips[which.b]);
    clips.erase(clips.begin() + static_cast<std::ptrdiff_t>(which.b));
}

}  // namespace

std::vector<Rect> reduce_clips(const pixels::Region& damage, const ClipCost& cost) {
    std::vector<Rect> clips = damage.rects();
    // The search below is cubic: a damage of very many pieces is not worth it.
    if (clips.size() > 4 * cost.max_clips)
        return {damage.bounds()};
    while (clips.size() > 1) {
        const Join best = cheapest_join(clips);
        if (clips.size() <= cost.max_clips && best.growth > static_cast<std::int64_t>(cost.pixels_per_clip))
            break;
        join(clips, best);
    }
    return clips;
}

}  // namespace kmsmirror::mirror
