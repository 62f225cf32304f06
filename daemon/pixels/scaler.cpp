// SPDX-License-Identifier: MIT
#include "pixels/scaler.h"

#include <cstdlib>
#include <new>

namespace kmsmirror::pixels {
namespace {

// Positions between two pixels that a convolution tells apart: 2^4.
constexpr int phase_bits = 4;

void require(bool done) {
    if (!done)
        throw std::bad_alloc();
}

void set_row(pixman_transform_t& transform, int row, const Geometry::Axis& axis) noexcept {
    transform.matrix[row][axis.follows_y ? 1 : 0] = axis.scale;
    transform.matrix[row][2] = axis.offset;
}

}  // namespace

void Scaler::Free::operator()(pixman_fixed_t* parameters) const noexcept {
    std::free(parameters);  // NOLINT(cppcoreguidelines-no-malloc): pixman allocates them so
}

Scaler::Scaler(const Geometry& geometry) {
    set_row(transform_, 0, geometry.x());
    set_row(transform_, 1, geometry.y());
    transform_.matrix[2][2] = pixman_fixed_1;
    if (geometry.filter() == Filter::bilinear) {
        filter_ = PIXMAN_FILTER_BILINEAR;
    } else if (geometry.filter() == Filter::area) {
        filter_ = PIXMAN_FILTER_SEPARABLE_CONVOLUTION;
        parameters_.reset(pixman_filter_create_separable_convolution(
            &parameter_count_, geometry.x().covered(), geometry.y().covered(), PIXMAN_KERNEL_BOX, PIXMAN_KERNEL_BOX,
            PIXMAN_KERNEL_BOX, PIXMAN_KERNEL_BOX, phase_bits, phase_bits));
        require(parameters_ != nullptr);
    }
}

void Scaler::draw(const Image& source, pixman_image_t* target, const Rect& rect, std::int32_t x, std::int32_t y) {
    const bool is_prepared = source_.has(source);
    pixman_image_t* const from = source_.get(source);
    if (!is_prepared) {
        // What is made of pixels beyond an edge is made of those at the edge.
        pixman_image_set_repeat(from, PIXMAN_REPEAT_PAD);
        require(pixman_image_set_transform(from, &transform_) != 0 &&
                pixman_image_set_filter(from, filter_, parameters_.get(), parameter_count_) != 0);
    }
    pixman_image_composite32(PIXMAN_OP_SRC, from, nullptr, target, rect.x1, rect.y1, 0, 0, x, y, rect.width(),
                             rect.height());
}

}  // namespace kmsmirror::pixels
