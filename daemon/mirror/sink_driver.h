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

// Whether a sink's driver, when it sends all of an RGB565 framebuffer, takes its rows for ones without gaps, whatever
// their pitch: mipi_dbi_fb_dirty() in drivers/gpu/drm/drm_mipi_dbi.c, where nothing has to be converted.
[[nodiscard]] bool ignores_pitch_of_rgb565(std::string_view driver) noexcept;

// Whether what a program has mapped of such a card's dumb buffers is taken from it when the card goes, so that it dies
// of SIGBUS: drm_dev_unplug() unmaps all that was mapped by the card's file and by its dma-bufs, which have the same
// mapping (drm_gem_dmabuf_export()), and drivers on the GEM DMA helpers have no fault handler that would map it again.
// Those of cards on SPI, which may be unbound at any time.
[[nodiscard]] bool unmaps_when_gone(std::string_view driver) noexcept;

// Whether every dumb buffer of this exporter has a kernel mapping for as long as it lives: drivers on the GEM DMA
// helpers (drivers/gpu/drm/drm_gem_dma_helper.c).
[[nodiscard]] bool always_maps(std::string_view exporter) noexcept;

}  // namespace kmsmirror::mirror
