// SPDX-License-Identifier: MIT
#pragma once

#include "base/dither.h"
#include "kms/pipeline.h"
#include "pixels/image.h"

namespace kmsmirror::sink {

// In which of the plane's formats path copy paints frames of format `frame`. A driver that has XRGB8888 makes of it
// what its display takes; another one is better only where that is known to lose nothing, or where a pattern shall
// stand for what is lost. `sends_rgb565`: see mirror::sends_rgb565(). XRGB8888 where the plane has none that is known
// here: the kernel refuses it then.
[[nodiscard]] pixels::Format own_format(const kms::Pipeline::Plane& plane, pixels::Format frame, Dither dither,
                                        bool sends_rgb565) noexcept;

}  // namespace kmsmirror::sink
