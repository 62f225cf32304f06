// SPDX-License-Identifier: MIT
#include "pixels/painter.h"

#include <cassert>
#include <span>
#include <vector>

#include "pixels/background.h"
#include "pixels/dither.h"
#include "pixels/pixel_copy.h"

namespace kmsmirror::pixels {

Painter::Painter(const Geometry& geometry, Format from, Format to, bool dithers)
    : geometry_(geometry),
      from_(from),
      to_(to),
      wants_dither_(dithers),
      dithers_(dithers && to == Format::rgb565 && (from == Format::xrgb8888 || geometry.is_scaled())) {
    if (!geometry_.is_plain())
        scaler_.emplace(geometry_);
}

std::uint64_t Painter::paint(const Image& source, const Image& display, const Region& where) {
    assert(source.format == from_ && display.format == to_);
    const Rect& shown = geometry_.display_part();
    Region picture = where;
    picture.intersect(shown);
    const std::vector<Rect> rects = picture.rects();
    if (scaler_ || dithers_) {
        for (const Rect& rect : rects)
            paint_source(source, display, rect);
    } else {
        const std::int32_t dx = shown.x1 - geometry_.source_part().x1;
        const std::int32_t dy = shown.y1 - geometry_.source_part().y1;
        std::vector<Rect> of_source = rects;
        for (Rect& rect : of_source)
            rect = rect.moved(-dx, -dy);
        copy_pixels(source, display, of_source, dx, dy);
    }
    const Rect bounds = where.bounds();
    if (bounds != bounds.intersected(shown)) {
        Region border = where;
        border.subtract(Region(shown));
        for (const Rect& rect : border.rects())
            fill(display.part(rect), 0);
    }
    return where.area() * bytes_per_pixel(to_);
}

void Painter::paint_source(const Image& source, const Image& display, const Rect& rect) {
    if (scaler_) {
        scale(source, display, rect);
        return;
    }
    const std::int32_t dx = geometry_.display_part().x1 - geometry_.source_part().x1;
    const std::int32_t dy = geometry_.display_part().y1 - geometry_.source_part().y1;
    dither(source, display, rect.moved(-dx, -dy), dx, dy);
}

void Painter::scale(const Image& source, const Image& display, const Rect& rect) {
    const Rect& shown = geometry_.display_part();
    if (!dithers_ && is_word_aligned(display)) {
        scaler_->draw(source, target_.get(display), rect.moved(-shown.x1, -shown.y1), rect.x1, rect.y1);
        return;
    }
    if (!block_)
        block_.emplace(dithers_ ? Format::xrgb8888 : to_);
    Block::for_each(rect, [&](const Rect& part) {
        const Rect in_block = part.moved(-part.x1, -part.y1);
        scaler_->draw(source, block_->wrapped(), part.moved(-shown.x1, -shown.y1), 0, 0);
        if (dithers_)
            dither(block_->image(), display, in_block, part.x1, part.y1);
        else
            copy_pixels(block_->image(), display, std::span(&in_block, 1), part.x1, part.y1);
    });
}

}  // namespace kmsmirror::pixels
