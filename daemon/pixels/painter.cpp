// SPDX-License-Identifier: MIT
#include "pixels/painter.h"

#include <cassert>
#include <span>
#include <vector>

#include "pixels/background.h"
#include "pixels/pixel_copy.h"
#include "pixels/reduction.h"

namespace kmsmirror::pixels {

namespace {

// What has 16 bits already, and is not scaled, needs no pattern.
bool must_reduce(const Geometry& geometry, Format from, Format to, Dither dither) {
    const bool is_the_same = from == Format::rgb565 && to == from && !geometry.is_scaled();
    return is_reduced(to, dither) && !(is_the_same && dither == Dither::ordered);
}

}  // namespace

Painter::Painter(const Geometry& geometry, Format from, Format to, Dither dither)
    : geometry_(geometry), from_(from), to_(to), dither_(dither), reduces_(must_reduce(geometry, from, to, dither)) {
    if (!geometry_.is_plain())
        scaler_.emplace(geometry_);
}

std::uint64_t Painter::paint(const Image& source, const Image& display, const Region& where) {
    assert(source.format == from_ && display.format == to_);
    const Rect& shown = geometry_.display_part();
    Region picture = where;
    picture.intersect(shown);
    const std::vector<Rect> rects = picture.rects();
    if (scaler_ || reduces_) {
        for (const Rect& rect : rects)
            reduces_ ? paint_reduced(source, display, rect) : scale(source, display, rect);
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

void Painter::paint_reduced(const Image& source, const Image& display, const Rect& rect) {
    const Rect& shown = geometry_.display_part();
    const std::int32_t dx = shown.x1 - geometry_.source_part().x1;
    const std::int32_t dy = shown.y1 - geometry_.source_part().y1;
    if (!scaler_ && from_ == Format::xrgb8888) {
        reduce(source, display, rect.moved(-dx, -dy), dx, dy, dither_);
        return;
    }
    if (!block_)
        block_.emplace(Format::xrgb8888);
    Block::for_each(rect, [&](const Rect& part) {
        const Rect of_source = part.moved(-dx, -dy);
        if (scaler_)
            scaler_->draw(source, block_->wrapped(), part.moved(-shown.x1, -shown.y1), 0, 0);
        else
            copy_pixels(source, block_->image(), std::span(&of_source, 1), -of_source.x1, -of_source.y1);
        reduce(block_->image(), display, part.moved(-part.x1, -part.y1), part.x1, part.y1, dither_);
    });
}

void Painter::scale(const Image& source, const Image& display, const Rect& rect) {
    const Rect& shown = geometry_.display_part();
    if (is_word_aligned(display)) {
        scaler_->draw(source, target_.get(display), rect.moved(-shown.x1, -shown.y1), rect.x1, rect.y1);
        return;
    }
    if (!block_)
        block_.emplace(to_);
    Block::for_each(rect, [&](const Rect& part) {
        const Rect in_block = part.moved(-part.x1, -part.y1);
        scaler_->draw(source, block_->wrapped(), part.moved(-shown.x1, -shown.y1), 0, 0);
        copy_pixels(block_->image(), display, std::span(&in_block, 1), part.x1, part.y1);
    });
}

}  // namespace kmsmirror::pixels
