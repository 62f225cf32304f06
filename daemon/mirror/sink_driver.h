// SPDX-License-Identifier: MIT
#pragma once

#include <string_view>

#include "base/kernel_version.h"

namespace kmsmirror::mirror {

// Whether a sink's driver reads the buffer after the commit has returned, so that nobody is told when it cannot: gud
// before 6.3, in gud_flush_work().
[[nodiscard]] bool fails_silently(std::string_view driver, KernelVersion kernel) noexcept;

// Whether a sink's driver sends 16 bits a pixel whatever the buffer has, and takes the one as well as the other without
// a modeset: udl. More than it sends would only cost memory and time.
[[nodiscard]] bool sends_rgb565(std::string_view driver) noexcept;

// Whether every dumb buffer of this exporter has a kernel mapping for as long as it lives: drivers on the GEM DMA
// helpers (drivers/gpu/drm/drm_gem_dma_helper.c).
[[nodiscard]] bool always_maps(std::string_view exporter) noexcept;

}  // namespace kmsmirror::mirror
