// SPDX-License-Identifier: MIT
#include "sink/own_format.h"

#include "source/source_buffer.h"

namespace kmsmirror::sink {

pixels::Format own_format(const kms::Pipeline::Plane& plane, pixels::Format frame, Dither dither,
                          bool sends_rgb565) noexcept {
    using pixels::Format;
    const auto has = [&plane](Format format) { return plane.supports(source::fourcc_of(format)); };
    const bool is_ordered = dither == Dither::ordered;
    if ((is_ordered || frame == Format::rgb565 || sends_rgb565) && has(Format::rgb565))
        return Format::rgb565;
    // Not R8: it has as many greys as XRGB8888, and no colours.
    if (is_ordered && has(Format::rgb332))
        return Format::rgb332;
    for (const Format format : {Format::xrgb8888, Format::rgb565, Format::rgb332, Format::r8})
        if (has(format))
            return format;
    return Format::xrgb8888;
}

}  // namespace kmsmirror::sink
