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
    Driver{"ast", Sending::by_memcpy},       Driver{"panel-mipi-dbi", Sending::merged},
    Driver{"ili9341", Sending::merged},      Driver{"st7735r", Sending::merged},
    Driver{"repaper", Sending::merged},
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

// How many pixels are sent in addition when one clip covers both.
std::int64_t growth(const Rect& a, const Rect& b) noexcept {
    return area(hull(a, b)) - area(a) - area(b);
}

// A clip, and that of the clips behind it with which it grows least.
struct Clip {
    Rect rect;
    std::size_t partner = 0;
    std::int64_t growth = std::numeric_limits<std::int64_t>::max();
};

void find_partner(std::vector<Clip>& clips, std::size_t of) noexcept {
    Clip& clip = clips[of];
    clip.partner = of;
    clip.growth = std::numeric_limits<std::int64_t>::max();
    for (std::size_t other = of + 1; other < clips.size(); ++other)
        if (const std::int64_t pixels = growth(clip.rect, clips[other].rect); pixels < clip.growth) {
            clip.partner = other;
            clip.growth = pixels;
        }
}

// Most clips keep their partner: looking for all of them again would be cubic in the end.
void join_with_partner(std::vector<Clip>& clips, std::size_t joined) {
    const std::size_t gone = clips[joined].partner;
    clips[joined].rect = hull(clips[joined].rect, clips[gone].rect);
    clips.erase(clips.begin() + static_cast<std::ptrdiff_t>(gone));
    for (std::size_t i = 0; i < clips.size(); ++i) {
        Clip& clip = clips[i];
        if (i == joined || clip.partner == joined || clip.partner == gone) {
            find_partner(clips, i);
            continue;
        }
        if (clip.partner > gone)
            --clip.partner;
        if (i > joined)
            continue;
        const std::int64_t pixels = growth(clip.rect, clips[joined].rect);
        if (pixels < clip.growth || (pixels == clip.growth && joined < clip.partner)) {
            clip.partner = joined;
            clip.growth = pixels;
        }
    }
}

// A region is cut at each row at which any of its parts begins or ends: this puts together what was one rectangle.
// `boxes` are those of a region: band by band, from left to right.
std::vector<Rect> uncut(const std::vector<Rect>& boxes) {
    std::vector<Rect> pieces;
    std::vector<std::size_t> above;  // the pieces of the band before
    std::vector<std::size_t> band;   // and of this one
    std::size_t next = 0;            // of those above, the first that is not too far left
    for (const Rect& box : boxes) {
        if (band.empty() || pieces[band.back()].y2 != box.y2) {
            above.swap(band);
            band.clear();
            next = 0;
        }
        while (next < above.size() && pieces[above[next]].x1 < box.x1)
            ++next;
        if (next < above.size() && pieces[above[next]] == Rect{box.x1, pieces[above[next]].y1, box.x2, box.y1}) {
            pieces[above[next]].y2 = box.y2;
            band.push_back(above[next]);
            ++next;
        } else {
            band.push_back(pieces.size());
            pieces.push_back(box);
        }
    }
    return pieces;
}

// Joining is quadratic: of more pieces the damage is made coarser first.
constexpr std::size_t max_pieces = 128;

std::vector<Rect> pieces_of(const pixels::Region& damage) {
    std::vector<Rect> pieces = uncut(damage.rects());
    pixels::Region coarser;
    for (std::size_t boxes = damage.boxes(); pieces.size() > max_pieces; boxes /= 2) {
        if (coarser.empty())
            coarser = damage;
        coarser.bound(boxes);
        pieces = uncut(coarser.rects());
    }
    return pieces;
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
    std::vector<Clip> clips;
    for (const Rect& piece : pieces_of(damage))
        clips.push_back({piece});
    for (std::size_t i = 0; i < clips.size(); ++i)
        find_partner(clips, i);
    while (clips.size() > 1) {
        const auto best = std::min_element(clips.begin(), clips.end(),
                                           [](const Clip& a, const Clip& b) { return a.growth < b.growth; });
        if (clips.size() <= cost.max_clips && best->growth > static_cast<std::int64_t>(cost.pixels_per_clip))
            break;
        join_with_partner(clips, static_cast<std::size_t>(best - clips.begin()));
    }
    std::vector<Rect> rects;
    rects.reserve(clips.size());
    for (const Clip& clip : clips)
        rects.push_back(clip.rect);
    return rects;
}

}  // namespace kmsmirror::mirror
