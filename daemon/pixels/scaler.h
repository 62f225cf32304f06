// SPDX-License-Identifier: MIT
#pragma once

#include <memory>

#include "pixels/geometry.h"
#include "pixels/image.h"
#include "pixels/pixman_image.h"

namespace kmsmirror::pixels {

// Makes pixels of a display of those of a source that is scaled or turned, as a geometry says. The whole transform is
// used for whatever part, so that parts fit together. One thread.
class Scaler {
public:
    // Throws std::bad_alloc.
    explicit Scaler(const Geometry& geometry);

    // `rect` of display_part(), counted from its corner, is drawn at (x, y) of the target. Both images are
    // word-aligned.
    void draw(const Image& source, pixman_image_t* target, const Rect& rect, std::int32_t x, std::int32_t y);

private:
    struct Free {
        void operator()(pixman_fixed_t* parameters) const noexcept;
    };

    pixman_transform_t transform_{};
    pixman_filter_t filter_ = PIXMAN_FILTER_NEAREST;
    std::unique_ptr<pixman_fixed_t, Free> parameters_;  // of the filter; null = it has none
    int parameter_count_ = 0;
    LastWrapped source_;
};

}  // namespace kmsmirror::pixels
