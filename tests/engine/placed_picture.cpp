// SPDX-License-Identifier: MIT
#include "engine/placed_picture.h"

#include <utility>

#include "pixels/painter.h"

namespace kmsmirror::tests {
namespace {

pixels::Image image_of(fakes::Picture& picture) {
    return {reinterpret_cast<std::byte*>(picture.pixels.data()), picture.size, picture.size.width * 4,
            pixels::Format::xrgb8888};
}

}  // namespace

pixels::Geometry geometry_for(const SinkSettings& settings, Size picture, Size display) {
    return {picture,
            display,
            {.fit = settings.fit,
             .turn = turn_of(settings.rotation, settings.reflection),
             .region = region_in(settings.region, settings.bezel, picture),
             .filter = settings.filter}};
}

fakes::Picture placed(const fakes::Picture& picture, const pixels::Geometry& geometry) {
    fakes::Picture source = picture;
    const Size size = geometry.display();
    fakes::Picture result{size, std::vector<std::uint32_t>(std::size_t{size.width} * size.height)};
    pixels::Painter painter(geometry, pixels::Format::xrgb8888, pixels::Format::xrgb8888, Dither::none);
    painter.paint(image_of(source), image_of(result), pixels::Region(rect_of(size)));
    for (std::uint32_t& pixel : result.pixels)
        pixel &= 0xffffff;
    return result;
}

}  // namespace kmsmirror::tests
