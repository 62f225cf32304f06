// SPDX-License-Identifier: MIT
#include "mirror/clip_reduction.h"

#include <algorithm>
#include <array>
#include <limits>

namespace kmsmirror::mirror {
namespace {

// What a driver does with the clips of a commit.
enum class Sending {
    merged,        // drm_atomic_helper_damage_merged(): it sends the hull whatever it is given
    by_memcpy,     // a loop over lines in the commit
    by_urb,        // queues USB transfers without waiting, at least one for each clip
    by_roundtrip,  // waits for two USB transfers for each clip
    unknown,
};

struct Driver {
    std::string_view name;
    Sending sending;
};

constexpr std::array drivers{
    Driver{"udl", Sending::by_urb},          Driver{"gud", Sending::by_roundtrip},
    Driver{"gm12u320", Sending::merged},     Driver{"virtio_gpu", Sending::merged},
    Driver{"cirrus", Sending::by_memcpy},    Driver{"bochs-drm", Sending::by_memcpy},
    Driver{"simpledrm", Sending::by_memcpy}, Driver{"mgag200", Sending::by_memcpy},
    Driver{"ast", Sending::by_memcpy},
};

Sending sending_of(std::string_view driver) noexcept {
    const auto* const found =
        std::find_if(drivers.begin(), drivers.end(), [driver](const Driver& known) { return known.name == driver; });
    return found == drivers.end() ? Sending::unknown : found->sending;
}

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

ClipCost clip_cost(std::string_view driver) noexcept {
    switch (sending_of(driver)) {
        case Sending::merged:
            return {0, 1};
        case Sending::by_memcpy:
            // A clip costs a few function calls: less than a microsecond, in which some 64 pixels are copied.
            return {64, 64};
        case Sending::by_urb:
            // A transfer takes a microframe of 125 us, however short. In that time udl, which reads source memory that
            // is not cached pixel by pixel and compares it with its neighbour, compresses about a thousand.
            return {1024, 64};
        case Sending::by_roundtrip:
            // The control request (SET_BUFFER, and on some devices its status) and the bulk transfer of gud are waited
            // for: some 400 us, in which 16 KiB fit on a high-speed bus. As XRGB8888 these are 4096 pixels, as RGB565
            // twice as many. Kernels up to 6.12 merge all the same and lose nothing by it.
            return {4096, 16};
        case Sending::unknown:
            break;
    }
    return {};
}

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
